package vn.pccovid.server.resident;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.person.Question;
import vn.pccovid.server.person.Questions;

/// The one question to a claimed person about a record that may be theirs. Only for claims proven
/// by the card or by a health worker: a number and a birth date are known to too many. `{id}` is
/// the id of a claim.
@RestController
@RequestMapping("/api/resident/claims/{id}/question")
class QuestionsController {
    private static final int LONGEST = 64;

    private final Claims claims;
    private final Questions questions;

    QuestionsController(Claims claims, Questions questions) {
        this.claims = claims;
        this.questions = questions;
    }

    /// @param choice one of the values shown, `none` or `silent`
    record Chosen(@Nullable String choice) {
        @Override
        public String toString() {
            return "Chosen[•••]";
        }
    }

    /// 204 where there is nothing to ask.
    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.IDENTITY, roles = Role.RESIDENT)
    @GetMapping
    ResponseEntity<Question> question(@PathVariable UUID id) {
        Claims.Claim claim = claim(id);
        if (claim.level() == Claims.Level.NUMBER) {
            return ResponseEntity.noContent().build();
        }
        return questions
                .next(claim.personId())
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.IDENTITY, roles = Role.RESIDENT)
    @PostMapping("/{questionId}/answer")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void answer(@PathVariable UUID id, @PathVariable UUID questionId, @RequestBody Chosen chosen) {
        Claims.Claim claim = claim(id);
        String choice = chosen.choice();
        if (choice == null || choice.isBlank() || choice.length() > LONGEST) {
            throw Problem.of("request.invalid");
        }
        if (claim.level() == Claims.Level.NUMBER) {
            throw Problem.of("person.question_unknown");
        }
        questions.answer(claim.personId(), questionId, choice);
    }

    private Claims.Claim claim(UUID claimId) {
        if (Caller.current() instanceof Caller.Resident resident) {
            return claims.own(resident, claimId);
        }
        throw Problem.of("access.refused");
    }
}
