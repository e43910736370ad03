-- Dân số theo xã qua các năm: dân số theo ranh giới xã hiện nay qua các năm, trước và sau sắp xếp: mật độ, tăng trưởng, số xã cũ gộp thành.
with cu as (
  select ma_xa, count(*) as so_xa_cu
  from so_noi_vu.xa_cu
  group by ma_xa
),
chuoi as (
  select
    nam,
    ma_xa,
    dan_so,
    lag(dan_so) over (partition by ma_xa order by nam) as nam_truoc,
    sum(dan_so) over (partition by nam) as ca_tinh
  from thong_ke_tinh.dan_so
  where dan_so is not null
)
select
  c.nam,
  c.ma_xa,
  x.ten as ten_xa,
  u.so_xa_cu,
  c.dan_so,
  round(c.dan_so / x.dien_tich_km2, 1) as mat_do,
  round(100 * (c.dan_so - c.nam_truoc) / c.nam_truoc, 2) as tang_phan_tram,
  round(100 * c.dan_so / c.ca_tinh, 2) as phan_tram_tinh
from chuoi as c
left join so_noi_vu.don_vi_hanh_chinh as x on x.ma_xa = c.ma_xa
left join cu as u on u.ma_xa = c.ma_xa
