-- Bác sĩ trên một vạn dân theo xã: số bác sĩ ở các cơ sở y tế trong xã so với dân số xã cùng năm.
with nhan_luc as (
  select n.nam, c.ma_xa, count(*) as co_so, sum(n.bac_si) as bac_si
  from so_y_te.nhan_luc_y_te as n
  join so_y_te.co_so_y_te as c on c.ma_co_so = n.ma_co_so
  group by n.nam, c.ma_xa
)
select
  d.nam,
  d.ma_xa,
  x.ten as ten_xa,
  d.dan_so,
  coalesce(n.co_so, 0) as co_so,
  coalesce(n.bac_si, 0) as bac_si,
  round(10000 * coalesce(n.bac_si, 0) / d.dan_so, 2) as bac_si_tren_van_dan
from thong_ke_tinh.dan_so as d
left join so_noi_vu.don_vi_hanh_chinh as x on x.ma_xa = d.ma_xa
left join nhan_luc as n on n.nam = d.nam and n.ma_xa = d.ma_xa
where d.dan_so is not null
