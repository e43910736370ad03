-- Điện năng theo xã hiện nay: mỗi tháng theo mã xã của ngày chốt, Kho đưa tháng trước sắp xếp về xã hiện nay.
select
  t.ngay_chot,
  t.ma_xa,
  t.khach_hang,
  t.dien_nang_kwh
from cong_ty_dien_luc.tieu_thu_dien as t
