-- Hồ sơ quá hạn theo cơ quan và tháng: hồ sơ nhận trong tháng, đã trả và trả quá hạn, theo cơ quan giải quyết.
select
  cast(year(ngay_nhan) as text) || '-' || right('0' || cast(month(ngay_nhan) as text), 2) as thang,
  ma_co_quan,
  count(*) as ho_so,
  count(ngay_tra) as da_tra,
  count(*) filter (where ngay_tra > han_tra) as qua_han,
  round(100 * (count(*) filter (where ngay_tra > han_tra)) / count(ngay_tra), 2) as ty_le_qua_han
from trung_tam_phuc_vu_hanh_chinh_cong.ho_so
where ngay_nhan is not null and ma_co_quan is not null
group by thang, ma_co_quan
