-- Dịch vụ của từng hộ: mỗi hộ trong mỗi kỳ có những dịch vụ nào; nối hộ dân của công an với phiếu thu thập.
select
  d.ky,
  d.ma_ho,
  h.ma_xa,
  h.so_nhan_khau,
  case when d.dien then 1 else 0 end
    + case when d.nuoc_sach then 1 else 0 end
    + case when d.internet then 1 else 0 end
    + case when d.khong_tien_mat then 1 else 0 end as so_dich_vu,
  round(100 * d.so_nguoi_bhyt / h.so_nhan_khau, 2) as bao_phu_bhyt
from trung_tam_chuyen_doi_so.dich_vu_ho_dan as d
join cong_an_tinh.ho_dan as h on h.ma_ho = d.ma_ho
