package vn.pccovid.server.resident;

import vn.pccovid.lib.identity.PhoneNumber;

/// Brings a short text to a phone.
public interface CodeDelivery {

    /// Hands the text over; throws `resident.delivery_unavailable` when it cannot.
    void deliver(PhoneNumber phone, String text);
}
