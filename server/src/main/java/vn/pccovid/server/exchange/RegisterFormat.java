package vn.pccovid.server.exchange;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.server.person.RegisterQuestion;

/// How a question is written for each register, and where its code stands in the answer.
final class RegisterFormat {
    private final JsonMapper json;

    RegisterFormat(JsonMapper json) {
        this.json = json;
    }

    /// The body of a question. The fields of the insurer are those of its card look-up.
    String body(RegisterQuestion question) {
        Map<String, String> fields = new LinkedHashMap<>();
        switch (question.register()) {
            case INSURANCE -> {
                fields.put("maThe", question.number());
                fields.put("hoTen", question.name());
                fields.put("ngaySinh", question.birthText());
            }
            case POPULATION -> {
                fields.put("soDinhDanh", question.number());
                fields.put("hoTen", question.name());
                fields.put("ngaySinh", question.birthText());
                fields.put("gioiTinh", sex(question.sex()));
            }
        }
        return json.writeValueAsString(fields);
    }

    static String sex(Sex sex) {
        return switch (sex) {
            case MALE -> "1";
            case FEMALE -> "2";
            default -> "";
        };
    }

    /// The code in an answer; empty for an answer nobody can read.
    String code(String body) {
        try {
            JsonNode code = json.readTree(body).path("maKetQua");
            return code.isString() ? code.asString() : "";
        } catch (JacksonException e) {
            return "";
        }
    }
}
