package vn.pccovid.lib.identity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Guesses words in which a letter became `?` on the way through an encoding that did not know it,
/// from the most frequent words of names.
final class LostLetters {
    /// Most frequent first; family names, then middle and given words.
    private static final String[] FREQUENT =
            ("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý trương đinh trịnh đoàn lâm mai đào cao lương hà tô tạ"
                            + " thái châu vương tăng quách lưu triệu thị văn hữu đức minh ngọc thanh quốc công xuân kim bích hồng thu phương thùy"
                            + " thúy quang đình anh tuấn hùng dũng cường hải sơn long thành trung kiên hiếu nghĩa thắng lợi phúc tâm hạnh hương"
                            + " lan huệ hoa liên loan nga nhung oanh phượng quyên tuyết vân yến trang trâm linh thảo thủy tiên trinh trúc uyên vy"
                            + " vinh việt tùng toàn tiến thịnh thiện tân tài sáng quân quý phước phong phát nhân nhật nam mạnh lực lộc khoa khánh"
                            + " huy hoàn hòa hậu hiền hiệp hằng hân giang duy dung duyên đạt đông điệp cúc chi chiến cảnh bảo bình ân ái ánh")
                    .split(" ", -1);

    private LostLetters() {}

    /// The word meant, or null. With its marks when only one frequent word fits, without when
    /// several do.
    static @Nullable String guess(String lower) {
        List<String> fits = new ArrayList<>(4);
        for (String word : FREQUENT) {
            if (fits(lower, word)) {
                fits.add(word);
            }
        }
        if (fits.isEmpty() || letters(lower) == 0) {
            return null;
        }
        if (fits.size() == 1) {
            return fits.getFirst();
        }
        Word first = Word.of(fits.getFirst());
        return first == null ? null : Spelling.fold(first.letters());
    }

    private static int letters(String text) {
        return (int) text.chars().filter(c -> c != '?').count();
    }

    private static boolean fits(String pattern, String word) {
        if (pattern.length() != word.length()) {
            return false;
        }
        for (int i = 0; i < pattern.length(); i++) {
            char p = pattern.charAt(i);
            // only a letter outside ASCII can have been lost
            if (p == '?' ? word.charAt(i) < 0x80 : p != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
