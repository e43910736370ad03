-- Hộ nghèo theo xã và xu hướng: tỷ lệ hộ nghèo, cận nghèo, hạng trong năm và mức giảm so với năm trước.
select
  n.nam,
  n.ma_xa,
  x.ten as ten_xa,
  round(100 * n.ho_ngheo / n.tong_so_ho, 2) as ty_le_ngheo,
  round(100 * n.ho_can_ngheo / n.tong_so_ho, 2) as ty_le_can_ngheo,
  rank() over (partition by n.nam order by n.ho_ngheo / n.tong_so_ho desc) as hang,
  lag(n.ho_ngheo) over (partition by n.ma_xa order by n.nam) - n.ho_ngheo as ho_ngheo_giam
from so_nong_nghiep_va_moi_truong.ho_ngheo as n
left join so_noi_vu.don_vi_hanh_chinh as x on x.ma_xa = n.ma_xa
