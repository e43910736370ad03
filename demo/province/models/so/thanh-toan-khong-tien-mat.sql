-- Thanh toán không dùng tiền mặt theo xã: giao dịch và giá trị thanh toán số của xã mỗi tháng, phần của từng kênh, bình quân đầu người.
select
  t.thang,
  t.ma_xa,
  t.kenh,
  t.so_giao_dich,
  t.gia_tri_trieu,
  round(100 * t.gia_tri_trieu / sum(t.gia_tri_trieu) over (partition by t.thang, t.ma_xa), 2) as phan_tram_kenh,
  round(t.so_giao_dich / d.dan_so, 2) as giao_dich_moi_nguoi
from ngan_hang_nha_nuoc_khu_vuc.thanh_toan_so as t
left join thong_ke_tinh.dan_so as d on d.ma_xa = t.ma_xa and d.nam = cast(left(t.thang, 4) as bigint)
