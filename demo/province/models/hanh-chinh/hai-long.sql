-- Điểm hài lòng theo cơ quan và năm: điểm đánh giá của người dân, theo cơ quan giải quyết hồ sơ.
select
  year(d.ngay) as nam,
  h.ma_co_quan,
  count(*) as danh_gia,
  round(avg(d.diem), 2) as diem,
  count(*) filter (where d.diem < 3) as khong_hai_long
from trung_tam_phuc_vu_hanh_chinh_cong.danh_gia_hai_long as d
join trung_tam_phuc_vu_hanh_chinh_cong.ho_so as h on h.ma_ho_so = d.ma_ho_so
where d.ngay is not null and h.ma_co_quan is not null
group by year(d.ngay), h.ma_co_quan
