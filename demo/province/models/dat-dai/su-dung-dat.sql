-- Cơ cấu sử dụng đất theo xã: tỷ lệ đất nông nghiệp và phi nông nghiệp của xã, và thay đổi so với năm trước.
select
  d.nam,
  d.ma_xa,
  x.ten as ten_xa,
  d.tong_ha,
  round(100 * d.nong_nghiep_ha / d.tong_ha, 2) as nong_nghiep,
  round(100 * d.phi_nong_nghiep_ha / d.tong_ha, 2) as phi_nong_nghiep,
  round(100 * d.chua_su_dung_ha / d.tong_ha, 2) as chua_su_dung,
  d.nong_nghiep_ha - lag(d.nong_nghiep_ha) over (partition by d.ma_xa order by d.nam) as nong_nghiep_doi_ha
from so_nong_nghiep_va_moi_truong.su_dung_dat as d
left join so_noi_vu.don_vi_hanh_chinh as x on x.ma_xa = d.ma_xa
