-- Năng suất cây trồng và thuỷ lợi: năng suất theo năm, vụ và cây, ở xã có và không có công trình thuỷ lợi.
with tuoi as (
  select ma_xa, sum(dien_tich_tuoi_ha) as tuoi_ha
  from so_nong_nghiep_va_moi_truong.cong_trinh_thuy_loi
  where dien_tich_tuoi_ha > 0
  group by ma_xa
)
select
  c.nam,
  c.vu,
  c.cay,
  t.ma_xa is not null as co_thuy_loi,
  count(distinct c.ma_xa) as so_xa,
  sum(c.dien_tich_ha) as dien_tich_ha,
  sum(c.san_luong_tan) as san_luong_tan,
  round(10 * sum(c.san_luong_tan) / sum(c.dien_tich_ha), 2) as nang_suat_ta_ha
from so_nong_nghiep_va_moi_truong.cay_trong as c
left join tuoi as t on t.ma_xa = c.ma_xa
group by c.nam, c.vu, c.cay, t.ma_xa is not null
