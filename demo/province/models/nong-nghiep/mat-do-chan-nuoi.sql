-- Mật độ chăn nuôi theo xã: số vật nuôi của xã trên mỗi hecta đất nông nghiệp cùng năm.
select
  c.nam,
  c.ma_xa,
  c.vat_nuoi,
  c.so_con,
  d.nong_nghiep_ha,
  round(c.so_con / d.nong_nghiep_ha, 2) as con_tren_ha,
  round(100 * c.so_con / sum(c.so_con) over (partition by c.nam, c.vat_nuoi), 2) as phan_tram_tinh
from so_nong_nghiep_va_moi_truong.chan_nuoi as c
left join so_nong_nghiep_va_moi_truong.su_dung_dat as d on d.nam = c.nam and d.ma_xa = c.ma_xa
