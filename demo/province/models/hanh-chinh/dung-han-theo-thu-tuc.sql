-- Tỷ lệ đúng hạn theo thủ tục: hồ sơ đã trả của từng thủ tục hành chính: trả đúng hạn, số ngày giải quyết, xếp hạng trong lĩnh vực.
with theo_thu_tuc as (
  select
    ma_thu_tuc,
    count(*) as da_tra,
    count(*) filter (where ngay_tra <= han_tra) as dung_han,
    avg(date_diff('day', ngay_nhan, ngay_tra)) as so_ngay
  from trung_tam_phuc_vu_hanh_chinh_cong.ho_so
  where ngay_tra is not null
  group by ma_thu_tuc
)
select
  t.ma_thu_tuc,
  p.ten,
  p.linh_vuc,
  t.da_tra,
  t.dung_han,
  round(100 * t.dung_han / t.da_tra, 2) as ty_le_dung_han,
  round(t.so_ngay, 1) as so_ngay,
  rank() over (partition by p.linh_vuc order by t.dung_han / t.da_tra desc) as hang
from theo_thu_tuc as t
join trung_tam_phuc_vu_hanh_chinh_cong.thu_tuc as p on p.ma_thu_tuc = t.ma_thu_tuc
