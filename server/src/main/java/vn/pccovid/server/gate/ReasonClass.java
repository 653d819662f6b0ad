package vn.pccovid.server.gate;

import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.credential.GateClaims;
import vn.pccovid.lib.credential.Refusal;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.gate.GateAnswer.Go;

/// Why a gate answers as it does, in classes that tell nothing about health, and what the keeper
/// should do. The names in lower case are the stable words the gate's page knows too.
enum ReasonClass {
    GREEN(
            Go.GO,
            "Thẻ xanh, mã còn hiệu lực.",
            "Green pass, the code holds.",
            "Đối chiếu tên và 4 số cuối giấy tờ rồi cho qua.",
            "Check name and last four characters of the document, then let the person pass."),
    RESTRICTED(
            Go.GO_IF,
            "Thẻ vàng: đi lại hạn chế.",
            "Yellow pass: restricted movement.",
            "Cho qua nếu chuyến đi thuộc diện được phép theo quy định tại địa phương.",
            "Let the person pass if the trip is one that local rules allow."),
    STAY_HOME(
            Go.STOP,
            "Thẻ đỏ: người này cần ở nhà.",
            "Red pass: this person stays at home.",
            "Không cho qua. Mời đứng riêng, giữ khoảng cách và gọi trạm y tế xã, phường.",
            "Do not let the person pass. Ask them to wait apart and call the commune health station."),
    EXPIRED(
            Go.STOP,
            "Mã đã hết hạn.",
            "The code has expired.",
            "Mời mở lại ứng dụng để lấy mã mới, hoặc quét thẻ căn cước.",
            "Ask for a fresh code in the app, or scan the citizen card."),
    NOT_YET_VALID(
            Go.STOP,
            "Mã chưa đến giờ hiệu lực.",
            "The code is not valid yet.",
            "Kiểm tra giờ của máy quét, rồi quét lại.",
            "Check the clock of this device, then scan again."),
    SCREENSHOT(
            Go.STOP,
            "Ảnh chụp hoặc bản chép của mã, không phải mã đang mở trên máy.",
            "A picture or a copy of a code, not one open on its phone.",
            "Mời mở ứng dụng PcCovid và đưa mã đang chạy, hoặc quét thẻ căn cước.",
            "Ask them to open the app and show the running code, or scan the citizen card."),
    FORGED(
            Go.STOP,
            "Mã không do PcCovid ký.",
            "PcCovid did not sign this code.",
            "Không cho qua bằng mã này. Quét thẻ căn cước hoặc gọi người phụ trách chốt.",
            "Do not accept this code. Scan the citizen card or call the officer in charge."),
    DAMAGED(
            Go.STOP,
            "Không đọc được mã.",
            "The code cannot be read.",
            "Lau màn hình, tăng độ sáng và quét lại.",
            "Wipe the screen, turn up the brightness and scan again."),
    NOT_OURS(
            Go.STOP,
            "Đây không phải mã của PcCovid.",
            "This is not a PcCovid code.",
            "Quét mã PcCovid hoặc mã trên thẻ căn cước gắn chip.",
            "Scan a PcCovid code or the code on the chip citizen card."),
    NOT_FOUND(
            Go.STOP,
            "Không tìm thấy người theo thẻ này.",
            "Nobody was found for this card.",
            "Không có dữ liệu không phải là lỗi của người dân. Ghi nhận tại chốt và hướng dẫn đến trạm y tế.",
            "Missing data is nobody's fault. Register at the gate and point to the health station.");

    final Go go;
    private final String reasonVi;
    private final String reasonEn;
    private final String instructionVi;
    private final String instructionEn;

    ReasonClass(
            Go go, String reasonVi, String reasonEn, String instructionVi, String instructionEn) {
        this.go = go;
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

    static ReasonClass of(GateClaims.PassColour colour) {
        return switch (colour) {
            case GREEN -> GREEN;
            case YELLOW -> RESTRICTED;
            case RED -> STAY_HOME;
        };
    }

    static ReasonClass of(Colour colour) {
        return switch (colour) {
            case GREEN -> GREEN;
            case YELLOW -> RESTRICTED;
            case RED -> STAY_HOME;
        };
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
