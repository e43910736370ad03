-- Hạ tầng viễn thông theo xã: trạm phát sóng, thuê bao và internet cố định của xã, tháng mới nhất có số liệu.
with tram as (
  select ma_xa, count(*) as tram, count(*) filter (where dung_chung) as dung_chung
  from so_khoa_hoc_va_cong_nghe.tram_bts
  group by ma_xa
),
thue_bao as (
  select t.ma_xa, t.thang, t.smartphone, t.internet_co_dinh
  from (
    select ma_xa, thang, smartphone, internet_co_dinh, row_number() over (partition by ma_xa order by thang desc) as thu
    from doanh_nghiep_vien_thong.thue_bao
  ) as t
  where t.thu = 1
),
dan as (
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
  coalesce(t.tram, 0) as tram,
  coalesce(t.dung_chung, 0) as dung_chung,
  b.thang,
  b.smartphone,
  b.internet_co_dinh,
  round(d.dan_so / t.tram, 1) as nguoi_moi_tram
from so_noi_vu.don_vi_hanh_chinh as x
left join tram as t on t.ma_xa = x.ma_xa
left join thue_bao as b on b.ma_xa = x.ma_xa
left join dan as d on d.ma_xa = x.ma_xa
