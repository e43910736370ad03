-- Tỷ lệ hồ sơ được số hoá: hồ sơ có giấy tờ đã số hoá, theo cơ quan giải quyết.
with tai_lieu as (
  select ma_ho_so, count(*) as so_tai_lieu
  from trung_tam_phuc_vu_hanh_chinh_cong.ho_so_so_hoa
  group by ma_ho_so
)
select
  h.ma_co_quan,
  count(*) as ho_so,
  count(t.ma_ho_so) as da_so_hoa,
  coalesce(sum(t.so_tai_lieu), 0) as tai_lieu,
  round(100 * count(t.ma_ho_so) / count(*), 2) as ty_le
from trung_tam_phuc_vu_hanh_chinh_cong.ho_so as h
left join tai_lieu as t on t.ma_ho_so = h.ma_ho_so
where h.ma_co_quan is not null
group by h.ma_co_quan
