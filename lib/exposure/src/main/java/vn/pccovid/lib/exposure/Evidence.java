package vn.pccovid.lib.exposure;

import java.time.Instant;

/// One piece of evidence that a case and a contact met. Several may speak of the same meeting; they
/// are not added up but read together.
public sealed interface Evidence
        permits SharedHousehold, NamedContact, BluetoothEncounter, SharedPlace, SharedVehicle {
    Source source();

    /// Beginning of the time it speaks of.
    Instant from();

    /// Its end, not before the beginning.
    Instant to();

    Masks masks();
}
