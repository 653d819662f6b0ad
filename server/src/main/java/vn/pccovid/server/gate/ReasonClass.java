package vn.pccovid.server.gate;

import vn.pccovid.lib.credential.Refusal;
import vn.pccovid.server.access.Sentences;

/// Why a code gives no answer about a person, in classes that tell nothing about health, and what
/// the keeper should do. Who may pass is not decided here but by the movement packs. The names in
/// lower case are the stable words the gate's page knows too.
enum ReasonClass {
    EXPIRED(
            "Mã đã hết hạn.",
            "The code has expired.",
            "Mời mở lại ứng dụng để lấy mã mới, hoặc quét thẻ căn cước.",
            "Ask for a fresh code in the app, or scan the citizen card."),
    NOT_YET_VALID(
            "Mã chưa đến giờ hiệu lực.",
            "The code is not valid yet.",
            "Kiểm tra giờ của máy quét, rồi quét lại.",
            "Check the clock of this device, then scan again."),
    SCREENSHOT(
            "Ảnh chụp hoặc bản chép của mã, không phải mã đang mở trên máy.",
            "A picture or a copy of a code, not one open on its phone.",
            "Mời mở ứng dụng PcCovid và đưa mã đang chạy, hoặc quét thẻ căn cước.",
            "Ask them to open the app and show the running code, or scan the citizen card."),
    FORGED(
            "Mã không do PcCovid ký.",
            "PcCovid did not sign this code.",
            "Không cho qua bằng mã này. Quét thẻ căn cước hoặc gọi người phụ trách chốt.",
            "Do not accept this code. Scan the citizen card or call the officer in charge."),
    DAMAGED(
            "Không đọc được mã.",
            "The code cannot be read.",
            "Lau màn hình, tăng độ sáng và quét lại.",
            "Wipe the screen, turn up the brightness and scan again."),
    NOT_OURS(
            "Đây không phải mã mà chốt đọc được.",
            "This is not a code a gate can read.",
            "Quét mã PcCovid, mã QR cá nhân, mã trên thẻ căn cước hoặc thẻ bảo hiểm y tế.",
            "Scan a PcCovid code, a personal QR code, or the code on the citizen or insurance card."),
    PLACE_OR_LINK(
            "Đây là mã địa điểm hoặc đường dẫn, không phải mã của người.",
            "This is the code of a place or a link, not of a person.",
            "Mời mở mã cá nhân trong ứng dụng, hoặc quét thẻ căn cước.",
            "Ask for the personal code in the app, or scan the citizen card."),
    NUMBER_ALONE(
            "Chỉ có số giấy tờ thì chưa đủ.",
            "A document number alone is not enough.",
            "Chọn «Nhập số», gõ số và ngày sinh in trên giấy tờ.",
            "Choose “Type a number” and enter the number and the birth date on the document."),
    NUMBER_UNREADABLE(
            "Số giấy tờ hoặc ngày sinh chưa đúng.",
            "The document number or the birth date is not readable.",
            "Xem lại giấy tờ: số có 9 hoặc 12 chữ số, ngày sinh như in trên giấy.",
            "Look at the document again: the number has 9 or 12 digits, the birth date as printed."),
    WORSENED(
            "Dữ liệu đã thay đổi sau khi cấp mã này.",
            "The record has changed since this code was issued.",
            "Mời mở lại ứng dụng để lấy mã mới, hoặc quét thẻ căn cước.",
            "Ask for a fresh code in the app, or scan the citizen card."),
    FOREIGN_UNREAD(
            "Chứng nhận nước ngoài này chưa kiểm tra được ở đây.",
            "This foreign certificate cannot be checked here.",
            "Xem hộ chiếu và chứng nhận giấy, rồi gọi người phụ trách chốt.",
            "Look at the passport and the paper certificate, then call the officer in charge."),
    FOREIGN_EXPIRED(
            "Chứng nhận nước ngoài đã hết hạn.",
            "The foreign certificate has expired.",
            "Hỏi chứng nhận khác, hoặc xem hộ chiếu và gọi người phụ trách chốt.",
            "Ask for another one, or look at the passport and call the officer in charge."),
    FOREIGN_FORGED(
            "Chứng nhận nước ngoài này không được nước cấp xác nhận.",
            "The country named did not sign this certificate.",
            "Không cho qua bằng chứng nhận này. Xem hộ chiếu và gọi người phụ trách chốt.",
            "Do not accept it. Look at the passport and call the officer in charge."),
    FOREIGN_REVOKED(
            "Nước cấp đã thu hồi chứng nhận này.",
            "The country that issued this certificate took it back.",
            "Không tính chứng nhận này. Hỏi chứng nhận khác, hoặc xem hộ chiếu và gọi người phụ trách chốt.",
            "It does not count. Ask for another one, or look at the passport and call the officer in charge."),
    NOT_LOOKED_UP(
            "Chưa tra được: hết lượt tra trong giờ này.",
            "Not looked up: the look-ups of this hour are used up.",
            "So ảnh và tên trên giấy tờ. Mời mở mã PcCovid, hoặc nhờ người trực khác quét thẻ này.",
            "Compare photo and name on the document. Ask for a PcCovid code, or let another keeper scan this card.");

    private final String reasonVi;
    private final String reasonEn;
    private final String instructionVi;
    private final String instructionEn;

    ReasonClass(String reasonVi, String reasonEn, String instructionVi, String instructionEn) {
        this.reasonVi = reasonVi;
        this.reasonEn = reasonEn;
        this.instructionVi = instructionVi;
        this.instructionEn = instructionEn;
    }

    Sentences reason() {
        return new Sentences(reasonVi, reasonEn);
    }

    Sentences instruction() {
        return new Sentences(instructionVi, instructionEn);
    }

    static ReasonClass of(Refusal refusal) {
        return switch (refusal) {
            case EXPIRED -> EXPIRED;
            case NOT_YET_VALID -> NOT_YET_VALID;
            case NOT_OURS -> NOT_OURS;
            case DEVICE_PROOF_MISSING, DEVICE_PROOF_STALE -> SCREENSHOT;
            case UNKNOWN_KEY,
                    KEY_NOT_IN_USE,
                    KEY_USAGE,
                    SIGNATURE,
                    ALGORITHM,
                    REVOKED,
                    DEVICE_PROOF,
                    WRONG_HOLDER ->
                    FORGED;
            case TOO_LARGE, BASE45, ZLIB, CBOR, STRUCTURE, SCHEMA -> DAMAGED;
        };
    }
}
