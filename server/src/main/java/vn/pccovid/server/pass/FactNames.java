package vn.pccovid.server.pass;

import java.util.Map;
import vn.pccovid.lib.colour.PackRule.Words;

/// What people call the kinds of fact that would change their colour.
final class FactNames {
    private static final Map<String, Words> NAMES =
            Map.ofEntries(
                    Map.entry(
                            "test.negative",
                            new Words(
                                    "Xét nghiệm âm tính (PCR hoặc nhanh)",
                                    "A negative test (PCR or rapid)")),
                    Map.entry(
                            "test.negative.pcr",
                            new Words("Xét nghiệm PCR âm tính", "A negative PCR")),
                    Map.entry(
                            "test.negative.rat",
                            new Words("Xét nghiệm nhanh âm tính", "A negative rapid test")),
                    Map.entry(
                            "test.negative.lamp",
                            new Words("Xét nghiệm LAMP âm tính", "A negative LAMP test")),
                    Map.entry(
                            "test.positive.antibody",
                            new Words("Xét nghiệm có kháng thể", "A test that shows antibodies")),
                    Map.entry(
                            "declaration.no_symptoms",
                            new Words(
                                    "Khai báo không còn triệu chứng",
                                    "A declaration without symptoms")),
                    Map.entry(
                            "recovery",
                            new Words(
                                    "Giấy ra viện hoặc xác nhận khỏi bệnh",
                                    "A paper of discharge or recovery")),
                    Map.entry(
                            "contraindication",
                            new Words(
                                    "Giấy xác nhận chống chỉ định tiêm",
                                    "A paper that vaccination is contraindicated")),
                    Map.entry("dose", new Words("Một mũi vắc xin", "A dose of vaccine")),
                    Map.entry(
                            "dose.single",
                            new Words(
                                    "Một mũi vắc xin loại một liều",
                                    "A dose of a one-dose vaccine")));

    private FactNames() {}

    static Words of(String kind) {
        return NAMES.getOrDefault(kind, new Words(kind, kind));
    }
}
