-- Điện năng theo tỉnh cũ: số liệu xã mới cộng lại về hai tỉnh trước khi hợp nhất, chỉ khi cộng được trọn.
select
  t.ngay_chot,
  t.ma_xa as ma_tinh,
  t.khach_hang,
  t.dien_nang_kwh
from cong_ty_dien_luc.tieu_thu_dien as t
