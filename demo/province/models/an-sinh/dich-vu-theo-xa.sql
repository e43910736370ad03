-- Dịch vụ của hộ theo xã: tỷ lệ hộ đủ bốn dịch vụ cơ bản, theo xã và kỳ.
select
  ky,
  ma_xa,
  count(*) as so_ho,
  count(*) filter (where so_dich_vu = 4) as du_dich_vu,
  round(100 * (count(*) filter (where so_dich_vu = 4)) / count(*), 2) as ty_le_du,
  round(avg(so_dich_vu), 2) as dich_vu_trung_binh
from an_sinh.dich_vu_moi_ho
where ma_xa is not null
group by ky, ma_xa
