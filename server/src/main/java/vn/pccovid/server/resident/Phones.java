package vn.pccovid.server.resident;

import java.util.List;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.keys.Hashing;

/// Reads phone numbers people type and turns them into keyed hashes.
@Component
class Phones {

    private final Hashing hashing;

    Phones(Hashing hashing) {
        this.hashing = hashing;
    }

    /// The number, or `resident.phone_unreadable`.
    PhoneNumber read(String typed) {
        PhoneNumber phone = PhoneNumber.read(typed).value();
        if (phone == null) {
            throw Problem.of("resident.phone_unreadable");
        }
        return phone;
    }

    /// The hash new rows carry.
    byte[] hash(PhoneNumber phone) {
        return hashing.hash16("account_phone", phone.value());
    }

    /// The hashes rows of this phone may carry, newest key first.
    byte[][] hashes(PhoneNumber phone) {
        List<Integer> keys = hashing.keyIds();
        return keys.stream()
                .map(key -> hashing.hash16(key, "account_phone", phone.value()))
                .toArray(byte[][]::new);
    }
}
