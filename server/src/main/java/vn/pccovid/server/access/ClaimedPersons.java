package vn.pccovid.server.access;

import java.util.List;
import java.util.UUID;

/// Which persons a resident's session stands for. Declared here, implemented by `resident`: an
/// account is a phone, and a phone alone stands for nobody.
public interface ClaimedPersons {

    /// The persons proven on this device for this account and not revoked since.
    List<UUID> of(UUID account, UUID device);
}
