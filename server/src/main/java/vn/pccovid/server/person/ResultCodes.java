package vn.pccovid.server.person;

import java.util.Map;
import vn.pccovid.server.person.GradedAnswer.Absence;
import vn.pccovid.server.person.GradedAnswer.BirthDateDiffers;
import vn.pccovid.server.person.GradedAnswer.Card;
import vn.pccovid.server.person.GradedAnswer.End;
import vn.pccovid.server.person.GradedAnswer.Ended;
import vn.pccovid.server.person.GradedAnswer.HeldElsewhere;
import vn.pccovid.server.person.GradedAnswer.Holder;
import vn.pccovid.server.person.GradedAnswer.Matches;
import vn.pccovid.server.person.GradedAnswer.NameDiffers;
import vn.pccovid.server.person.GradedAnswer.NameDiffersSameInitials;
import vn.pccovid.server.person.GradedAnswer.NotConfirmed;
import vn.pccovid.server.person.GradedAnswer.NotFound;
import vn.pccovid.server.person.GradedAnswer.NumberWrong;
import vn.pccovid.server.person.GradedAnswer.Part;
import vn.pccovid.server.person.GradedAnswer.QuestionRefused;
import vn.pccovid.server.person.GradedAnswer.SourceUnavailable;
import vn.pccovid.server.person.GradedAnswer.Trouble;

/// What the codes of registers mean.
final class ResultCodes {
    /// Every result code of the insurer that is known, as a grade.
    static final Map<String, GradedAnswer> INSURANCE =
            Map.ofEntries(
                    Map.entry("000", new Matches(Card.VALID)),
                    Map.entry("001", new HeldElsewhere(Holder.DEFENCE)),
                    Map.entry("002", new HeldElsewhere(Holder.PUBLIC_SECURITY)),
                    Map.entry("003", new Matches(Card.REPLACED)),
                    Map.entry("004", new Matches(Card.RENEWED_EARLY)),
                    Map.entry("010", new Ended(End.EXPIRED)),
                    Map.entry("050", new NotFound(Absence.NO_DATA)),
                    Map.entry("051", new NumberWrong(Part.WHOLE)),
                    Map.entry("052", new NumberWrong(Part.PROVINCE)),
                    Map.entry("053", new NumberWrong(Part.BENEFIT)),
                    Map.entry("060", new NameDiffers()),
                    Map.entry("061", new NameDiffersSameInitials()),
                    Map.entry("070", new BirthDateDiffers()),
                    Map.entry("100", new SourceUnavailable(Trouble.SERVER)),
                    Map.entry("101", new SourceUnavailable(Trouble.SERVER)),
                    Map.entry("110", new Ended(End.WITHDRAWN)),
                    Map.entry("120", new Ended(End.STOPPED)),
                    Map.entry("121", new Ended(End.MOVED_PROVINCE)),
                    Map.entry("122", new Ended(End.MOVED_WITHIN_PROVINCE)),
                    Map.entry("123", new Ended(End.ADDED_AGAIN)),
                    Map.entry("124", new Ended(End.LEFT)),
                    Map.entry("130", new NotFound(Absence.CHILD_WITHOUT_CARD)),
                    Map.entry("205", new QuestionRefused()),
                    Map.entry("401", new SourceUnavailable(Trouble.CREDENTIALS)),
                    Map.entry("500", new SourceUnavailable(Trouble.SERVER)));

    /// Answers of the population register: `1` confirmed, `0` not confirmed, `2` no such number.
    /// Which field differs it does not say.
    static final Map<String, GradedAnswer> POPULATION =
            Map.of(
                    "1", new Matches(Card.VALID),
                    "0", new NotConfirmed(),
                    "2", new NotFound(Absence.NO_DATA));

    private ResultCodes() {}
}
