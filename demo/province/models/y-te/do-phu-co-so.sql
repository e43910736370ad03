-- Độ phủ cơ sở y tế theo xã: cơ sở y tế và giường bệnh của xã, so với dân số năm mới nhất; xã không có cơ sở nào vẫn có dòng.
with moi_nhat as (
  select t.ma_xa, t.dan_so
  from (
    select ma_xa, dan_so, row_number() over (partition by ma_xa order by nam desc) as thu
    from thong_ke_tinh.dan_so
  ) as t
  where t.thu = 1
)
select
  x.ma_xa,
  x.ten as ten_xa,
  count(c.ma_co_so) as co_so,
  coalesce(sum(c.so_giuong), 0) as giuong,
  m.dan_so,
  round(10000 * coalesce(sum(c.so_giuong), 0) / m.dan_so, 1) as giuong_tren_van_dan
from so_noi_vu.don_vi_hanh_chinh as x
left join moi_nhat as m on m.ma_xa = x.ma_xa
left join so_y_te.co_so_y_te as c on c.ma_xa = x.ma_xa
group by x.ma_xa, x.ten, m.dan_so
