-- Khách tham quan mỗi di tích: khách và doanh thu của từng di tích theo năm, hạng trong năm.
with theo_nam as (
  select
    cast(left(thang, 4) as bigint) as nam,
    ma_di_tich,
    sum(coalesce(trong_nuoc, 0) + coalesce(quoc_te, 0)) as khach,
    sum(quoc_te) as quoc_te,
    sum(doanh_thu_trieu) as doanh_thu_trieu
  from so_van_hoa_the_thao_va_du_lich.khach_tham_quan
  group by cast(left(thang, 4) as bigint), ma_di_tich
)
select
  t.nam,
  t.ma_di_tich,
  d.ten,
  d.ma_xa,
  t.khach,
  round(100 * t.quoc_te / t.khach, 2) as phan_tram_quoc_te,
  t.doanh_thu_trieu,
  rank() over (partition by t.nam order by t.khach desc) as hang
from theo_nam as t
left join so_van_hoa_the_thao_va_du_lich.di_tich as d on d.ma_di_tich = t.ma_di_tich
