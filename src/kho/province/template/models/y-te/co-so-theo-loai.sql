-- Ví dụ: một bảng tổng hợp là một câu SELECT trên các bảng của kho; cột và kiểu ghi ở tệp .odcs.yaml bên cạnh.
-- Example: a model is one SELECT over the warehouse's tables; the .odcs.yaml beside it says its columns and types.
select
  loai,
  count(*) as so_co_so,
  coalesce(sum(so_giuong), 0) as so_giuong,
  sum(dien_tich_m2) as dien_tich_m2,
  round(sum(dien_tich_m2) / sum(so_giuong), 1) as dien_tich_moi_giuong,
  min(ngay_thanh_lap) as ngay_lau_doi_nhat
from so_y_te.co_so_y_te
group by loai
