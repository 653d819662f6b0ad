package vn.pccovid.simulation;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files of all sources and of the truth, with the headers of `docs/sources`.
final class Output implements Closeable {
    static final String SAMPLES =
            "ma_mau,ma_ong,ho_ten,ngay_sinh,gioi_tinh,dien_thoai,so_giay_to,ma_xa,dia_chi,loai_mau,thoi_gian_lay,don_vi_lay";
    static final String RESULTS =
            "ma_ket_qua,ma_ong,phuong_phap,ket_qua,ct,thoi_gian_kq,phong_xet_nghiem";

    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Map<String, Long> evidence = new LinkedHashMap<>();
    private final Map<String, List<String>> columns = new LinkedHashMap<>();
    private final @Nullable Path folder;
    private final @Nullable RowListener listener;

    Output(Path folder, long seed) throws IOException {
        this(folder, null, seed);
    }

    /// No files: every row goes to the listener.
    Output(RowListener listener) throws IOException {
        this(null, listener, 0);
    }

    private Output(@Nullable Path folder, @Nullable RowListener listener, long seed)
            throws IOException {
        this.folder = folder;
        this.listener = listener;
        open(
                seed,
                "population.csv",
                "so_dinh_danh,so_cmnd,ho_ten,ngay_sinh,gioi_tinh,ma_xa_thuong_tru,dia_chi_thuong_tru,ma_xa_hien_tai,"
                        + "dia_chi_hien_tai,cap_nhat");
        open(
                seed,
                "insurance.csv",
                "ma_the,ho_ten,ngay_sinh,gioi_tinh,so_giay_to,dien_thoai,ma_dkbd,gt_the_tu,gt_the_den,ma_xa,dia_chi");
        open(
                seed,
                "vaccination_people.csv",
                "ma_doi_tuong,ho_ten,ngay_sinh,gioi_tinh,dien_thoai,so_giay_to,so_bhyt,dan_toc,quoc_tich,nhom_uu_tien,"
                        + "chong_chi_dinh,ma_tinh,ma_huyen,ma_xa,dia_chi");
        open(
                seed,
                "vaccination_doses.csv",
                "ma_mui_tiem,ma_doi_tuong,mui_so,vac_xin,so_lo,ngay_tiem,co_so_tiem,ma_xa_tiem");
        open(seed, "laboratory_samples.csv", SAMPLES);
        open(seed, "laboratory_results.csv", RESULTS);
        open(
                seed,
                "bluezone.csv",
                "ma_thiet_bi,dien_thoai,he_dieu_hanh,ho_ten,dia_chi,ngay_dang_ky");
        open(
                seed,
                "ncovi.csv",
                "ma_khai_bao,ho_ten,ngay_sinh,gioi_tinh,so_giay_to,so_bhxh,quoc_tich,dien_thoai,ma_tinh,ma_huyen,ma_xa,"
                        + "dia_chi,ngay_khai,sot,ho,kho_tho,dau_hong,met_moi,tiep_xuc_f0,benh_nen,khai_ho");
        open(
                seed,
                "vhd.csv",
                "ma_to_khai,loai,ho_ten,nam_sinh,gioi_tinh,quoc_tich,so_giay_to,dien_thoai,ma_tinh,ma_huyen,ma_xa,dia_chi,"
                        + "ngay_khai,co_trieu_chung,tiep_xuc_f0,den_tu,den_noi,phuong_tien");
        open(
                seed,
                "qr_places.csv",
                "ma_diem,ten_diem,ma_xa,dia_chi,nguoi_dang_ky,dien_thoai,loai_hinh");
        open(seed, "qr_visits.csv", "ma_luot,ma_diem,thoi_gian,chieu,ma_qr");
        open(
                seed,
                "movement.csv",
                "ma_khai,so_dinh_danh,ho_ten,ngay_sinh,gioi_tinh,dien_thoai,tu_xa,tu_dia_chi,den_xa,den_dia_chi,"
                        + "phuong_tien,bien_so,thoi_gian_di,ly_do");
        open(seed, "truth.csv", "source,file,source_key,person,evidence,errors,wrong_person");
        open(
                seed,
                "truth_doses.csv",
                "ma_mui_tiem,given_to,entered_under,vaccine,dose_no,given_at,error");
        open(
                seed,
                "truth_people.csv",
                "person,group,birth_year,commune,died,twin,positive_on,doses_given,doses_entered,doses_under_other");
    }

    private void open(long seed, String file, String header) throws IOException {
        if (folder != null) {
            tables.put(file, new Table(folder.resolve(file), header, seed));
        } else {
            columns.put(file, Arrays.asList(header.split(",", -1)));
        }
    }

    private Table table(String file) {
        var table = tables.get(file);
        if (table == null) {
            throw new IllegalArgumentException("no file " + file);
        }
        return table;
    }

    /// A row without a person of its own (results, doses, places).
    void plain(String file, String... cells) throws IOException {
        if (listener != null) {
            listener.row(file, columns.getOrDefault(file, List.of()), cells, null);
        } else {
            table(file).row(cells);
        }
    }

    /// A row about a person; its key is the first cell, except in the register where it is the
    /// number, also the first.
    void about(String source, String file, Person person, Typed typed, String... cells)
            throws IOException {
        String errors = String.join(";", typed.errors());
        if (listener != null) {
            evidence.merge(typed.evidence(), 1L, Long::sum);
            listener.row(
                    file,
                    columns.getOrDefault(file, List.of()),
                    cells,
                    new RowListener.Truth(person.id, typed.evidence(), errors));
            return;
        }
        plain(file, cells);
        truth(source, file, cells[0], person, typed.evidence(), errors, false);
    }

    void truth(
            String source,
            String file,
            String key,
            Person person,
            String evidence,
            String errors,
            boolean wrongPerson)
            throws IOException {
        this.evidence.merge(evidence, 1L, Long::sum);
        plain("truth.csv", source, file, key, person.id, evidence, errors, wrongPerson ? "1" : "0");
    }

    /// Rows written per file, in the order of the files.
    Map<String, Long> rows() {
        var rows = new LinkedHashMap<String, Long>();
        tables.forEach((file, table) -> rows.put(file, table.rows()));
        return rows;
    }

    /// Rows about persons by how much they carry.
    Map<String, Long> evidence() {
        return evidence;
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (var table : tables.values()) {
            try {
                table.close();
            } catch (IOException e) {
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
