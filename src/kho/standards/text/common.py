"""Syllables with marks that are common in administrative Vietnamese: words of laws, forms, names of places and people.

They make one reading of a text likelier than another (`kho.standards.text.likelihood`); a syllable that is missing
here is only rarer. Written without capitals, in both tone placements.
"""

from typing import Final

_WRITTEN: Final = """
    biên biến biết biển biểu biện biệt buôn buộc bà bài bàn bàng bàu bày bá bác bách bái bán bánh báo bát bãi bè bên
    bình bí bích bò bó bón bôi bông bù bùi búng băng bơm bưu bước bạ bạc bạch bạt bản bảng bảo bảy bất bầu bắc bắt
    bằng bến bể bệnh bỉm bị bỏ bố bốn bồ bồi bồng bổ bộ bờ bởi bửu chiêm chiên chiêu chiến chiếu chiềng chiểu chuyên
    chuyến chuyển chuẩn chà chàm chào chánh cháy chân châu chênh chìm chí chính chùa chú chúc chúng chăn chũ chơi
    chơn chư chưa chương chải chấm chấn chấp chất chậm chẽ chế chết chỉ chỉnh chịu chọn chối chống chồng chở chợ
    chụp chủ chủng chứa chức chứng chữ chữa cuông cuối cuộc cà càng cày cá các cách cái cán cáo cát cân cây cò còn
    có cô côn công cù cùng cú cúc căn căng cũ cơ cơi cư cương cước cường cưỡng cạn cả cải cảm cảng cảnh cấm cấn cấp
    cất cấu cầm cần cầu cẩm cận cập cắt cố cốc cống cồn cổ cổng cộng cộp cờ cụ cục cụm củ của cứ cứu cừ cử cửa cửu
    cự cực cựu diêm diên diễn diện diệu duyên duyệt duệ dài dán dân dây dò dòng dõi dùng dĩ dĩnh dũng dơi dư dương
    dưới dưỡng dược dạ dạng dấu dầu dẫn dền dị dịch dụ dục dụng dứt dừa dừng dữ dự dựa dực dựng giuộc giàng giá giám
    gián giáo giáp giã giúp giả giải giảm giản giảng giấy giống giồng giới giờ giữ giữa gây gò gói góp gương gạo gần
    gắn gọi gốc gồm gỗ gửi hiên hiếm hiến hiếu hiền hiểm hiển hiện hiệp hiệu hoà hoài hoàn hoàng hoành hoá hoán
    hoạch hoạt hoằng hoặc huyền huyện huân huấn huế huệ huống huổi huỳnh huỷ hà hàm hàng hành hào hán hát hãng hình
    hòa hòn hóa hóc hôn hùng húc hư hưng hưu hương hướng hưởng hạ hạch hại hạn hạng hạnh hải hảo hậu hằng hẹn hết hệ
    họ học họp hỏa hỏng hố hối hồ hồi hồng hỗ hộ hội hới hớn hợp hủy hữu hựu hỷ khiếu khoái khoán khoáng khoản
    khuyến khuyết khuê khuôn khác khách khám kháng khánh khâm khâu khê khí khích khó khóa khôi không khúc khăn
    khương khả khải khảo khấu khẩn khẩu khắc khỏi khối khởi kiêm kiên kiêu kiếm kiến kiết kiều kiểm kiệm kiện kiệt
    kè kèm kéo kê kênh kích kín kính ký kế kết kể kỳ kỷ kỹ liêm liên liêng liêu liền liễu liệp liệt liệu loài loại
    luyện luân luông luận luật luồng là làm làng lào lá lách lái láng lát lâm lân lâu lãi lãm lãng lãnh lão lèng lê
    lên lò lóng lô lôi lùng lý lăng lĩnh lũ lũng lũy lư lưu lương lưới lược lượng lạc lại lạn lạng lạt lấn lấp lấy
    lầm lần lầu lập lậy lắp lặc lẻ lễ lệ lệch lệnh lịch lồng lỗ lỗi lộ lộc lớn lời lợi lục lủng lức lữ lựa lực lựu
    miếng miếu miền miễn miện muối muộn mà màu máy mây mã mèo mê mình mít mòn móc móng mô môi môn mông mù măng mũi
    mơ mưu mương mười mường mạ mạc mại mạng mạnh mạo mất mầm mần mẫu mập mật mậu mặt mẹ mềm mễ mỏ mỗ mộ mộc một mới
    mở mục mức mỹ nghiêm nghiên nghiệm nghiện nghiệp nghèo nghìn nghĩa nghề nghệ nghỉ nghị ngoài ngoại nguyên nguyễn
    nguyện nguyệt nguồn ngà ngài ngàn ngành ngày ngân ngã ngãi ngô ngũ ngư người ngưỡng ngạc ngạch ngạn ngầm ngắn
    ngọc ngừng ngự nhiên nhiều nhiễm nhiệm nhuận nhuế nhà nhàn nhánh nhân nhãn nhé nhì nhóm nhùn nhơn như nhưng
    nhượng nhất nhận nhập nhật nhắn nhằm nhị nhỏ những nhựt niêm niên niệm nuôi nà nàn nàng này nâm nâng nêu nô nông
    núi năm năng nơi nưa nước nại nạn nạo nẫm nậm nẵng nặm nếu nền nọi nối nốt nổ nỗ nội nộp nợ nữ phiên phiêng
    phiếu phà phái pháo pháp phát phân phép phê phì phìn phình phí phía phòng phó phù phùng phú phúc phương phước
    phường phượng phạm phạt phả phải phản phần phẩm phận phố phối phổ phụ phục phụng phủ pà pá pác pù pú púng pơ pắc
    pồ pờ quyết quyền quài quá quán quân quí quý quả quản quảng quận quế quốc quới quỳ quỳnh quỹ riêng riềng rà rì
    rông rõ rút răng rơ rượu rạch rạng rẫy rịa rồng rộng rời rủi rừng soát suất suối sàn sàng sách sán sáng sánh sáp
    sát sân sê sìn sín sính sóc sót sông súp sĩ sơ sơn sư sạch sại sản sầm sập sắc sắp sắt sẻ sẽ số sống sốp sổ sở
    sủng sức sử sửa sự sỹ thiên thiết thiếu thiểu thiện thiệt thiệu thoại thuyền thuê thuần thuận thuật thuế thuốc
    thuộc thuột thuỵ thuỷ thàng thành thác thái thám tháng tháp thân thèn thêm thì thít thô thôi thôn thông thú thúc
    thăm thăng thơ thơm thư thương thước thường thưởng thượng thạch thạnh thải thảo thất thấy thần thầu thầy thẩm
    thập thắng thẻ thế thể thị thịnh thọ thỏa thống thốt thổ thới thời thụ thụy thủ thủy thứ thức thừa thử thửa thực
    tiên tiêu tiến tiếng tiếp tiết tiền tiểu tiện toàn toán triều triển triệu truyền trà tràng trào trách trái tráng
    trân trâu trãi trên trì trình trí trích trôm trù trùng trú trúc trăm trăng trưng trương trước trường trưởng
    trạch trại trạm trạng trạo trả trảng trấn trần trận trật trắc trẻ trị trịnh trọng trọt trồng trở trợ trụ trục
    trừ trữ trực tuyên tuyến tuyền tuyển tuân tuấn tuất tuần tuổi tà tài tàu tác tách tái tánh tâm tân tây tè tên
    tình tích tín tính tòa tòng tóm tô tôn tông tùng tùy tú túc túy tăng tĩnh tơ tư tương tướng tường tượng tạ tại
    tạm tạo tả tải tảng tảo tấn tất tấu tần tầng tận tập tật tắc tắt tặng tế tết tệ tỉnh tịch tịnh tố tối tống tốt
    tồn tổ tổng tộc tội tới tờ tở tụ tục tụng tủa tứ tức từ từng tử tự tựu tỷ uyên uông uỷ viên viết viễn việc viện
    việt và vàm vàng vào vân vét vì vò vô võ vùng văn vĩ vĩnh vũ vũng vương vượng vượt vạc vạn vấn vấp vầy vận vật
    vắng vẹn vẽ về vệ vị vọng vốn với vớt vợ vụ vừa vững vực vỹ xoài xuyên xuân xuất xà xá xác xát xây xã xét xín
    xóa xăng xương xảy xếp xổ xứ xử yên yêu yến yết yếu á ái án áng áp ân âu é ích ít ô ôn ông ý ăn đa đai đam đan
    đang đen đi đinh điềm điền điều điểm điện điệp đo đoa đoan đoài đoàn đoạn đua đà đài đàn đào đá đán đánh đáp đây
    đã đãi đéc đê đêm đình đích đính đó đóng đô đôi đôn đông đúng đăng đơn đưa đương đước đường được đạ đạc đại đạo
    đạt đảm đảng đảo đất đấu đầm đầu đầy đập đậu đắc đắm đằng đặc đặng đặt đẹp đến đề để đỉnh địa định đỏ đốc đối
    đống đốp đồ đồi đồn đồng đổi đổng đỗ độ độc đội động đột đủ đức đứng ưu ương ước ảng ảnh ấn ấp ống ở ủy ứng
    """

COMMON: Final = frozenset(_WRITTEN.split())
