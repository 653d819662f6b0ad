package vn.pccovid.lib.linkage;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.SocialInsuranceNumber;

/// A description to test with; only what a test names differs from "nothing said".
record Somebody(PersonDescription.Builder builder) {
    static final String COMMUNE = "22738";

    static Somebody named(String name) {
        return new Somebody(
                PersonDescription.builder()
                        .name(Objects.requireNonNull(FullName.read(name).value())));
    }

    static Somebody nameless() {
        return new Somebody(PersonDescription.builder());
    }

    /// Everything about an invented woman of Khánh Hòa.
    static Somebody lan() {
        return named("Nguyễn Thị Thùy Lan")
                .born("05/03/1984")
                .female()
                .id("056184001234")
                .phone("0321234567")
                .in(COMMUNE);
    }

    Somebody rename(String name) {
        builder.name(Objects.requireNonNull(FullName.read(name).value()));
        return this;
    }

    Somebody born(@Nullable String date) {
        builder.birthDate(
                date == null ? null : Objects.requireNonNull(BirthDate.read(date).value()));
        return this;
    }

    Somebody female() {
        builder.sex(Sex.FEMALE);
        return this;
    }

    Somebody male() {
        builder.sex(Sex.MALE);
        return this;
    }

    Somebody id(@Nullable String number) {
        if (number == null) {
            builder.citizenId(null);
        } else {
            builder.document(Objects.requireNonNull(DocumentNumber.read(number).value()));
        }
        return this;
    }

    Somebody insurance(String number) {
        builder.insurance(Objects.requireNonNull(SocialInsuranceNumber.read(number).value()));
        return this;
    }

    Somebody phone(@Nullable String number) {
        builder.phone(
                number == null ? null : Objects.requireNonNull(PhoneNumber.read(number).value()));
        return this;
    }

    Somebody tail(String digits) {
        builder.documentTail(digits);
        return this;
    }

    Somebody in(@Nullable String commune) {
        builder.residence(commune == null ? null : new Residence("56", "575", commune, null));
        return this;
    }

    Somebody province(String code) {
        builder.residence(new Residence(code, null, null, null));
        return this;
    }

    PersonDescription build() {
        return builder.build();
    }

    CandidatePerson person() {
        return person(build());
    }

    static CandidatePerson person(PersonDescription... records) {
        return new CandidatePerson(UUID.nameUUIDFromBytes(records[0].encode()), List.of(records));
    }
}
