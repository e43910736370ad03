-- Giải ngân luỹ kế của dự án: tiền giải ngân từng tháng, luỹ kế và so với tổng mức của dự án đầu tư công.
with luy_ke as (
  select
    thang,
    ma_du_an,
    so_tien_trieu,
    sum(so_tien_trieu) over (partition by ma_du_an order by thang) as luy_ke_trieu,
    avg(so_tien_trieu) over (partition by ma_du_an order by thang rows between 2 preceding and current row) as ba_thang
  from kho_bac_nha_nuoc_khu_vuc.giai_ngan
)
select
  l.thang,
  l.ma_du_an,
  d.ten,
  l.so_tien_trieu,
  l.luy_ke_trieu,
  round(100 * l.luy_ke_trieu / d.tong_muc_trieu, 2) as phan_tram,
  round(l.ba_thang, 1) as trung_binh_3_thang
from luy_ke as l
left join so_tai_chinh.du_an_dau_tu_cong as d on d.ma_du_an = l.ma_du_an
