package vn.pccovid.server.tracing;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import vn.pccovid.lib.exposure.PlaceKind;

/// What keepers call their venue, as the kinds infection cares about. The first word found wins, so
/// longer ones stand before the shorter ones they contain; what is not found is OTHER.
final class VenueKinds {
    private record Word(String text, PlaceKind kind) {}

    private static final List<Word> WORDS =
            List.of(
                    new Word("ca phe", PlaceKind.CAFE),
                    new Word("cafe", PlaceKind.CAFE),
                    new Word("karaoke", PlaceKind.BAR),
                    new Word("vu truong", PlaceKind.BAR),
                    new Word("quan bar", PlaceKind.BAR),
                    new Word("nha hang", PlaceKind.RESTAURANT),
                    new Word("quan an", PlaceKind.RESTAURANT),
                    new Word("quan com", PlaceKind.RESTAURANT),
                    new Word("an uong", PlaceKind.RESTAURANT),
                    new Word("cat toc", PlaceKind.SALON),
                    new Word("lam dep", PlaceKind.SALON),
                    new Word("massage", PlaceKind.SALON),
                    new Word("the duc", PlaceKind.GYM),
                    new Word("phong tap", PlaceKind.GYM),
                    new Word("gym", PlaceKind.GYM),
                    new Word("benh vien", PlaceKind.CLINIC),
                    new Word("phong kham", PlaceKind.CLINIC),
                    new Word("tram y te", PlaceKind.CLINIC),
                    new Word("y te", PlaceKind.CLINIC),
                    new Word("nha thuoc", PlaceKind.SHOP),
                    new Word("truong", PlaceKind.SCHOOL),
                    new Word("nha may", PlaceKind.FACTORY),
                    new Word("xi nghiep", PlaceKind.FACTORY),
                    new Word("phan xuong", PlaceKind.FACTORY),
                    new Word("nha xuong", PlaceKind.FACTORY),
                    new Word("khach san", PlaceKind.LODGING),
                    new Word("nha nghi", PlaceKind.LODGING),
                    new Word("nha tro", PlaceKind.LODGING),
                    new Word("chua", PlaceKind.WORSHIP),
                    new Word("nha tho", PlaceKind.WORSHIP),
                    new Word("ton giao", PlaceKind.WORSHIP),
                    new Word("uy ban", PlaceKind.OFFICE),
                    new Word("co quan", PlaceKind.OFFICE),
                    new Word("cong so", PlaceKind.OFFICE),
                    new Word("cong ty", PlaceKind.WORKPLACE),
                    new Word("van phong", PlaceKind.WORKPLACE),
                    new Word("sieu thi", PlaceKind.SHOP),
                    new Word("cua hang", PlaceKind.SHOP),
                    new Word("tap hoa", PlaceKind.SHOP),
                    new Word("cho", PlaceKind.MARKET),
                    new Word("cong vien", PlaceKind.OUTDOORS),
                    new Word("ngoai troi", PlaceKind.OUTDOORS),
                    new Word("nha rieng", PlaceKind.HOME));

    private VenueKinds() {}

    static PlaceKind of(String typed) {
        PlaceKind known = PlaceKind.of(typed.toLowerCase(Locale.ROOT));
        if (known != PlaceKind.OTHER) {
            return known;
        }
        String plain =
                " "
                        + Normalizer.normalize(typed.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                                .replaceAll("\\p{M}", "")
                                .replace('đ', 'd')
                                .replaceAll("[^a-z]+", " ")
                                .strip()
                        + " ";
        return WORDS.stream()
                .filter(word -> plain.contains(" " + word.text() + " "))
                .map(Word::kind)
                .findFirst()
                .orElse(PlaceKind.OTHER);
    }
}
