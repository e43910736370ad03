-- Thực hiện dự toán chi: thực chi so với dự toán của từng cơ quan, theo năm.
select
  nam,
  ma_co_quan,
  sum(du_toan_trieu) as du_toan_trieu,
  sum(thuc_chi_trieu) as thuc_chi_trieu,
  round(100 * sum(thuc_chi_trieu) / sum(du_toan_trieu), 2) as phan_tram,
  sum(thuc_chi_trieu) > sum(du_toan_trieu) as vuot
from so_tai_chinh.du_toan_chi
group by nam, ma_co_quan
