-- Học sinh mỗi lớp theo xã: số lớp, số học sinh và học sinh mỗi lớp, theo xã, cấp học và năm học.
select
  l.nam_hoc,
  t.ma_xa,
  t.cap_hoc,
  count(distinct t.ma_truong) as so_truong,
  coalesce(sum(l.so_lop), 0) as so_lop,
  coalesce(sum(l.so_hoc_sinh), 0) as so_hoc_sinh,
  round(sum(l.so_hoc_sinh) / sum(l.so_lop), 1) as hoc_sinh_moi_lop,
  round(100 * sum(l.so_nu) / sum(l.so_hoc_sinh), 2) as phan_tram_nu
from so_giao_duc_va_dao_tao.lop_hoc as l
join so_giao_duc_va_dao_tao.truong_hoc as t on t.ma_truong = l.ma_truong
where t.ma_xa is not null and t.cap_hoc is not null
group by l.nam_hoc, t.ma_xa, t.cap_hoc
