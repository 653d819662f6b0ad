package vn.pccovid.server.exchange;

import static vn.pccovid.server.exchange.Use.ADDRESS;
import static vn.pccovid.server.exchange.Use.BIRTH_DATE;
import static vn.pccovid.server.exchange.Use.COMMUNE;
import static vn.pccovid.server.exchange.Use.DISTRICT;
import static vn.pccovid.server.exchange.Use.DOCUMENT;
import static vn.pccovid.server.exchange.Use.DROPPED;
import static vn.pccovid.server.exchange.Use.FACT;
import static vn.pccovid.server.exchange.Use.INSURANCE;
import static vn.pccovid.server.exchange.Use.KEPT;
import static vn.pccovid.server.exchange.Use.KEY;
import static vn.pccovid.server.exchange.Use.MOVEMENT;
import static vn.pccovid.server.exchange.Use.NAME;
import static vn.pccovid.server.exchange.Use.PERSONAL_CODE;
import static vn.pccovid.server.exchange.Use.PHONE;
import static vn.pccovid.server.exchange.Use.PROVINCE;
import static vn.pccovid.server.exchange.Use.SEX;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files we read. Each column has one purpose here; `docs/sources` says why, source by source.
final class Layouts {
    static final Layout POPULATION =
            new Layout(
                    "population",
                    "population",
                    true,
                    Yield.RECORD,
                    Column.of("so_dinh_danh", KEY),
                    Column.of("so_cmnd", DOCUMENT),
                    Column.of("ho_ten", NAME),
                    Column.of("ngay_sinh", BIRTH_DATE),
                    Column.of("gioi_tinh", SEX),
                    Column.of("ma_xa_thuong_tru", KEPT),
                    Column.of("dia_chi_thuong_tru", DROPPED),
                    Column.of("ma_xa_hien_tai", COMMUNE),
                    Column.of("dia_chi_hien_tai", ADDRESS),
                    Column.of("cap_nhat", DROPPED));

    static final Layout INSURANCE_CARDS =
            new Layout(
                    "insurance",
                    "insurance",
                    false,
                    Yield.RECORD,
                    Column.of("ma_the", KEY),
                    Column.of("ho_ten", NAME),
                    Column.of("ngay_sinh", BIRTH_DATE),
                    Column.of("gioi_tinh", SEX),
                    Column.of("so_giay_to", DOCUMENT),
                    Column.of("dien_thoai", PHONE),
                    Column.of("ma_dkbd", KEPT),
                    Column.of("gt_the_tu", KEPT),
                    Column.of("gt_the_den", KEPT),
                    Column.of("ma_xa", COMMUNE),
                    Column.of("dia_chi", ADDRESS));

    static final Layout VACCINATION_PEOPLE =
            new Layout(
                    "vaccination",
                    "vaccination_people",
                    false,
                    Yield.CONTRAINDICATION,
                    Column.of("ma_doi_tuong", KEY),
                    Column.of("ho_ten", NAME),
                    Column.of("ngay_sinh", BIRTH_DATE),
                    Column.of("gioi_tinh", SEX),
                    Column.of("dien_thoai", PHONE),
                    Column.of("so_giay_to", DOCUMENT),
                    Column.of("so_bhyt", INSURANCE),
                    Column.of("dan_toc", DROPPED),
                    Column.of("quoc_tich", KEPT),
                    Column.of("nhom_uu_tien", DROPPED),
                    Column.of("chong_chi_dinh", FACT),
                    Column.of("ma_tinh", PROVINCE),
                    Column.of("ma_huyen", DISTRICT),
                    Column.of("ma_xa", COMMUNE),
                    Column.of("dia_chi", ADDRESS));

    static final Layout VACCINATION_DOSES =
            new Layout(
                    "vaccination",
                    "vaccination_doses",
                    false,
                    Yield.DOSE,
                    Column.of("ma_mui_tiem", KEY),
                    Column.of("ma_doi_tuong", FACT),
                    Column.of("mui_so", FACT),
                    Column.of("vac_xin", FACT),
                    Column.of("so_lo", FACT),
                    Column.of("ngay_tiem", FACT),
                    Column.of("co_so_tiem", FACT),
                    Column.of("ma_xa_tiem", FACT));

    static final Layout LABORATORY_SAMPLES =
            new Layout(
                    "laboratory",
                    "laboratory_samples",
                    false,
                    Yield.SAMPLE,
                    Column.of("ma_mau", KEY),
                    Column.of("ma_ong", FACT),
                    Column.of("ho_ten", NAME),
                    Column.of("ngay_sinh", BIRTH_DATE),
                    Column.of("gioi_tinh", SEX),
                    Column.of("dien_thoai", PHONE),
                    Column.of("so_giay_to", DOCUMENT),
                    Column.of("ma_xa", COMMUNE),
                    Column.of("dia_chi", ADDRESS),
                    Column.of("loai_mau", FACT),
                    Column.of("thoi_gian_lay", FACT),
                    Column.of("don_vi_lay", FACT));

    static final Layout LABORATORY_RESULTS =
            new Layout(
                    "laboratory",
                    "laboratory_results",
                    false,
                    Yield.RESULT,
                    Column.of("ma_ket_qua", KEY),
                    Column.of("ma_ong", FACT),
                    Column.of("phuong_phap", FACT),
                    Column.of("ket_qua", FACT),
                    Column.of("ct", FACT),
                    Column.of("thoi_gian_kq", FACT),
                    Column.of("phong_xet_nghiem", FACT));

    static final Layout BLUEZONE =
            new Layout(
                    "bluezone",
                    "bluezone",
                    false,
                    Yield.RECORD,
                    Column.of("ma_thiet_bi", KEY),
                    Column.of("dien_thoai", PHONE),
                    Column.of("he_dieu_hanh", DROPPED),
                    Column.of("ho_ten", NAME),
                    Column.of("dia_chi", ADDRESS),
                    Column.of("ngay_dang_ky", KEPT));

    static final Layout NCOVI =
            new Layout(
                    "ncovi",
                    "ncovi",
                    false,
                    Yield.DECLARATION,
                    Column.of("ma_khai_bao", KEY),
                    Column.of("ho_ten", NAME),
                    Column.of("ngay_sinh", BIRTH_DATE),
                    Column.of("gioi_tinh", SEX),
                    Column.of("so_giay_to", DOCUMENT),
                    Column.of("so_bhxh", INSURANCE),
                    Column.of("quoc_tich", KEPT),
                    Column.of("dien_thoai", PHONE),
                    Column.of("ma_tinh", PROVINCE),
                    Column.of("ma_huyen", DISTRICT),
                    Column.of("ma_xa", COMMUNE),
                    Column.of("dia_chi", ADDRESS),
                    Column.of("ngay_khai", FACT),
                    Column.of("sot", FACT),
                    Column.of("ho", FACT),
                    Column.of("kho_tho", FACT),
                    Column.of("dau_hong", FACT),
                    Column.of("met_moi", FACT),
                    Column.of("tiep_xuc_f0", FACT),
                    Column.of("benh_nen", DROPPED),
                    Column.of("khai_ho", FACT));

    static final Layout VHD =
            new Layout(
                    "vhd",
                    "vhd",
                    false,
                    Yield.DECLARATION_AND_TRIP,
                    Column.of("ma_to_khai", KEY),
                    Column.of("loai", KEPT),
                    Column.of("ho_ten", NAME),
                    Column.of("nam_sinh", BIRTH_DATE),
                    Column.of("gioi_tinh", SEX),
                    Column.of("quoc_tich", KEPT),
                    Column.of("so_giay_to", DOCUMENT),
                    Column.of("dien_thoai", PHONE),
                    Column.of("ma_tinh", PROVINCE),
                    Column.of("ma_huyen", DISTRICT),
                    Column.of("ma_xa", COMMUNE),
                    Column.of("dia_chi", ADDRESS),
                    Column.of("ngay_khai", FACT),
                    Column.of("co_trieu_chung", FACT),
                    Column.of("tiep_xuc_f0", FACT),
                    Column.of("den_tu", MOVEMENT),
                    Column.of("den_noi", MOVEMENT),
                    Column.of("phuong_tien", MOVEMENT));

    static final Layout QR_PLACES =
            new Layout(
                    "qr-checkin",
                    "qr_places",
                    false,
                    Yield.VENUE,
                    Column.of("ma_diem", KEY),
                    Column.of("ten_diem", FACT),
                    Column.of("ma_xa", FACT),
                    Column.of("dia_chi", FACT),
                    Column.of("nguoi_dang_ky", FACT),
                    Column.of("dien_thoai", FACT),
                    Column.of("loai_hinh", FACT));

    static final Layout QR_VISITS =
            new Layout(
                    "qr-checkin",
                    "qr_visits",
                    false,
                    Yield.VISIT,
                    Column.of("ma_luot", KEY),
                    Column.of("ma_diem", MOVEMENT),
                    Column.of("thoi_gian", MOVEMENT),
                    Column.of("chieu", MOVEMENT),
                    Column.of("ma_qr", PERSONAL_CODE));

    static final Layout MOVEMENTS =
            new Layout(
                    "movement",
                    "movement",
                    false,
                    Yield.TRIP,
                    Column.of("ma_khai", KEY),
                    Column.of("so_dinh_danh", DOCUMENT),
                    Column.of("ho_ten", NAME),
                    Column.of("ngay_sinh", BIRTH_DATE),
                    Column.of("gioi_tinh", SEX),
                    Column.of("dien_thoai", PHONE),
                    Column.of("tu_xa", MOVEMENT),
                    Column.of("tu_dia_chi", MOVEMENT),
                    Column.of("den_xa", MOVEMENT),
                    Column.of("den_dia_chi", MOVEMENT),
                    Column.of("phuong_tien", MOVEMENT),
                    Column.of("bien_so", MOVEMENT),
                    Column.of("thoi_gian_di", MOVEMENT),
                    Column.of("ly_do", MOVEMENT));

    /// In the order in which a nation is best read: the register first, people before their doses,
    /// samples before their results.
    static final List<Layout> ALL =
            List.of(
                    POPULATION,
                    INSURANCE_CARDS,
                    VACCINATION_PEOPLE,
                    VACCINATION_DOSES,
                    LABORATORY_SAMPLES,
                    LABORATORY_RESULTS,
                    BLUEZONE,
                    NCOVI,
                    VHD,
                    QR_PLACES,
                    QR_VISITS,
                    MOVEMENTS);

    /// Answers to a file of questions: [RegisterQuestions] wrote their keys.
    static final Layout INSURANCE_ANSWERS =
            new Layout(
                    "insurance",
                    "insurance_answers",
                    false,
                    Yield.ANSWER,
                    Column.of("ma_yeu_cau", KEY),
                    Column.of("ma_ket_qua", FACT),
                    new Column("ngay_tra_loi", FACT, true));

    static final Layout POPULATION_ANSWERS =
            new Layout(
                    "population",
                    "population_answers",
                    false,
                    Yield.ANSWER,
                    Column.of("ma_yeu_cau", KEY),
                    Column.of("ma_ket_qua", FACT),
                    new Column("ngay_tra_loi", FACT, true));

    /// Files that answer us. They are no sources of people, so whoever walks over the sources does
    /// not meet them.
    static final List<Layout> ANSWERS = List.of(POPULATION_ANSWERS, INSURANCE_ANSWERS);

    private Layouts() {}

    static Optional<Layout> find(String source, String file) {
        return Stream.concat(ALL.stream(), ANSWERS.stream())
                .filter(layout -> layout.source().equals(source) && layout.file().equals(file))
                .findFirst();
    }
}
