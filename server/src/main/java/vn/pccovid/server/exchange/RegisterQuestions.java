package vn.pccovid.server.exchange;

import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Component;
import vn.pccovid.server.person.Register;
import vn.pccovid.server.person.RegisterQuestion;
import vn.pccovid.server.person.Verifications;

/// Writes the questions that wait for a register as a file, for a register that cannot be called.
/// Its answers come back as a file of `insurance_answers` or `population_answers`.
@Component
class RegisterQuestions {
    private static final int PAGE = 500;

    private final Verifications verifications;

    RegisterQuestions(Verifications verifications) {
        this.verifications = verifications;
    }

    /// Takes and writes page by page: what was written is not called any more, and is written again
    /// only if no answer came for long. When the line breaks, the page under way counts as written.
    ///
    /// @return how many
    long write(Register register, SafeCsv out) throws IOException {
        if (register == Register.POPULATION) {
            out.row("ma_yeu_cau", "so_dinh_danh", "ho_ten", "ngay_sinh", "gioi_tinh");
        } else {
            out.row("ma_yeu_cau", "ma_the", "ho_ten", "ngay_sinh");
        }
        long written = 0;
        while (true) {
            List<RegisterQuestion> page = verifications.export(register, PAGE);
            if (page.isEmpty()) {
                return written;
            }
            for (RegisterQuestion one : page) {
                if (register == Register.POPULATION) {
                    out.row(
                            one.requestId(),
                            one.number(),
                            one.name(),
                            one.birthText(),
                            RegisterFormat.sex(one.sex()));
                } else {
                    out.row(one.requestId(), one.number(), one.name(), one.birthText());
                }
            }
            written += page.size();
        }
    }
}
