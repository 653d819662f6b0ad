package vn.pccovid.server.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A handful of invented people as all nine sources see them.
final class NineSources {
    private NineSources() {}

    static final Map<String, String> FILES = new LinkedHashMap<>();

    static {
        FILES.put(
                "population/population",
                """
                so_dinh_danh,so_cmnd,ho_ten,ngay_sinh,gioi_tinh,ma_xa_thuong_tru,dia_chi_thuong_tru,ma_xa_hien_tai,dia_chi_hien_tai,cap_nhat
                056184012345,225012345,Lê Thị Bích Hòa,18/01/1984,Nữ,22366,12 Yersin,22366,12 Yersin,01/09/2021
                056079000111,,Trần Văn Quý,1979,Nam,22366,3 Lê Lợi,22366,3 Lê Lợi,01/09/2021
                056084000222,,Phạm Minh Đức,30/02/1984,Nam,22366,,22366,,01/09/2021
                """);
        FILES.put(
                "insurance/insurance",
                """
                ma_the,ho_ten,ngay_sinh,gioi_tinh,so_giay_to,dien_thoai,ma_dkbd,gt_the_tu,gt_the_den,ma_xa,dia_chi
                DN4565620123456,Lê Thị Bích Hoà,19840118,2,056184012345,0912345670,56001,01/01/2021,31/12/2021,22366,12 Yersin
                """);
        FILES.put(
                "vaccination/vaccination_people",
                """
                ma_doi_tuong,ho_ten,ngay_sinh,gioi_tinh,dien_thoai,so_giay_to,so_bhyt,dan_toc,quoc_tich,nhom_uu_tien,chong_chi_dinh,ma_tinh,ma_huyen,ma_xa,dia_chi
                V1,Lª ThÞ BÝch Hßa,18/01/1984,Nữ,01634567890,56184012345,DN4565620123456,Kinh,Việt Nam,9,0,56,568,22366,12 Yersin
                V2,TRAN VAN QUY,1979,Nam,0987654321,056079000111,,Kinh,Việt Nam,9,1,56,568,22366,
                """);
        FILES.put(
                "vaccination/vaccination_doses",
                """
                ma_mui_tiem,ma_doi_tuong,mui_so,vac_xin,so_lo,ngay_tiem,co_so_tiem,ma_xa_tiem
                M1,V1,1,AstraZeneca,AB1,01/07/2021 08:30,Trạm y tế,22366
                M2,V1,2,astrazeneca,AB2,25/09/2021 09:00,Trạm y tế,22366
                M3,V9,1,Comirnaty,PF1,25/09/2021 09:00,Trạm y tế,22366
                M4,V1,3,Comirnaty,PF1,25/09/2091 09:00,Trạm y tế,22366
                """);
        FILES.put(
                "laboratory/laboratory_samples",
                """
                ma_mau,ma_ong,ho_ten,ngay_sinh,gioi_tinh,dien_thoai,so_giay_to,ma_xa,dia_chi,loai_mau,thoi_gian_lay,don_vi_lay
                S1,T1,Le Thi Bich Hoa,1984,Nữ,0912345670,056184012345,22366,,don,05/10/2021 07:00,CDC
                """);
        FILES.put(
                "laboratory/laboratory_results",
                """
                ma_ket_qua,ma_ong,phuong_phap,ket_qua,ct,thoi_gian_kq,phong_xet_nghiem
                K1,T1,PCR,AM_TINH,,05/10/2021 20:00,CDC Khánh Hòa
                K2,T7,PCR,co le,99,05/10/2021 20:00,CDC Khánh Hòa
                """);
        FILES.put(
                "bluezone/bluezone",
                """
                ma_thiet_bi,dien_thoai,he_dieu_hanh,ho_ten,dia_chi,ngay_dang_ky
                B1,0912345670,Android,Hòa,Nha Trang,01/05/2020 10:00
                B2,,iOS,,,01/05/2020 10:00
                """);
        FILES.put(
                "ncovi/ncovi",
                """
                ma_khai_bao,ho_ten,ngay_sinh,gioi_tinh,so_giay_to,so_bhxh,quoc_tich,dien_thoai,ma_tinh,ma_huyen,ma_xa,dia_chi,ngay_khai,sot,ho,kho_tho,dau_hong,met_moi,tiep_xuc_f0,benh_nen,khai_ho
                N1,Lê Thị Bích Hòa,18/01/1984,Nữ,056184012345,5620123456,Việt Nam,0912345670,56,568,22366,12 Yersin,03/10/2021 09:00,1,0,0,0,0,0,gan,0
                """);
        FILES.put(
                "vhd/vhd",
                """
                ma_to_khai,loai,ho_ten,nam_sinh,gioi_tinh,quoc_tich,so_giay_to,dien_thoai,ma_tinh,ma_huyen,ma_xa,dia_chi,ngay_khai,co_trieu_chung,tiep_xuc_f0,den_tu,den_noi,phuong_tien
                H1,di_chuyen,Trần Văn Quý,1979,Nam,Việt Nam,056079000111,0987654321,56,568,22366,,04/10/2021 06:00,0,1,Đà Nẵng,Nha Trang,xe khách
                """);
        FILES.put(
                "qr-checkin/qr_places",
                """
                ma_diem,ten_diem,ma_xa,dia_chi,nguoi_dang_ky,dien_thoai,loai_hinh
                D1,Chợ Đầm,22366,1 Hai Bà Trưng,Lê Thị Mai,0912000001,cho
                """);
        FILES.put(
                "qr-checkin/qr_visits",
                """
                ma_luot,ma_diem,thoi_gian,chieu,ma_qr
                L1,D1,06/10/2021 08:00,vao,056184012345|LE THI BICH HOA|1984-01-18|0|162979388586171100|<2<
                L2,D1,06/10/2021 09:00,ra,rác
                """);
        FILES.put(
                "movement/movement",
                """
                ma_khai,so_dinh_danh,ho_ten,ngay_sinh,gioi_tinh,dien_thoai,tu_xa,tu_dia_chi,den_xa,den_dia_chi,phuong_tien,bien_so,thoi_gian_di,ly_do
                G1,056184012345,Lê Thị Bích Hòa,18/01/1984,Nữ,0912345670,22366,12 Yersin,22366,5 Trần Phú,xe máy,79A12345,07/10/2021 07:00,đi làm
                """);
    }

    /// Writes all files into a folder and answers it.
    static Path write(Path folder) throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Files.writeString(
                    folder.resolve(
                            file.getKey().substring(file.getKey().indexOf('/') + 1) + ".csv"),
                    file.getValue());
        }
        return folder;
    }
}
