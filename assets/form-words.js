// Every text of form-js in Vietnamese, by its English original. The `translate` service of form-js
// asks here; a text that is missing stays English, so a test compares this list with form-js.

import { fill, vietnamese } from './words.js';

export const FORM_WORDS = {
  'Date and time must both be entered.': 'Hãy nhập cả ngày và giờ.',
  'No content to show.': 'Không có nội dung.',
  "External content couldn't be loaded.": 'Không tải được nội dung bên ngoài.',
  Increment: 'Tăng',
  Decrement: 'Giảm',
  'Skip to search': 'Đến ô tìm',
  'Remove tag': 'Bỏ mục này',
  Search: 'Tìm',
  'No results': 'Không tìm thấy',
  'All values selected': 'Đã chọn tất cả',
  'Nothing to show.': 'Chưa có gì.',
  '{page} of {total}': '{page} / {total}',
  'Previous page': 'Trang trước',
  'Next page': 'Trang sau',
  'Click to sort by {value} descending': 'Sắp xếp {value} giảm dần',
  'Click to remove sorting': 'Bỏ sắp xếp',
  'Click to sort by {value} ascending': 'Sắp xếp {value} tăng dần',
  'No files selected': 'Chưa chọn tệp',
  '{value} files selected': 'Đã chọn {value} tệp',
  'Document reference is not defined.': 'Thiếu tham chiếu đến văn bản.',
  'Unable to download document': 'Không tải được văn bản',
  'Download {fileName}': 'Tải {fileName}',
  'Add new': 'Thêm',
  'Expand all ({value})': 'Mở tất cả ({value})',
  Collapse: 'Thu gọn',
  'Value is not a number.': 'Hãy nhập một số.',
  'Value is expected to be an integer.': 'Hãy nhập số nguyên.',
  'Value is expected to have at most 1 decimal digit.': 'Nhiều nhất một chữ số thập phân.',
  'Value is expected to have at most {value} decimal digits.':
    'Nhiều nhất {value} chữ số thập phân.',
  'Please select a valid value, the two nearest valid values are {previousValue} and {nextValue}.':
    'Hãy chọn {previousValue} hoặc {nextValue}.',
  'Field must match pattern {value}.': 'Hãy nhập đúng mẫu {value}.',
  'Field is required.': 'Hãy nhập mục này.',
  'Field must have minimum value of {value}.': 'Hãy nhập từ {value} trở lên.',
  'Min validation value is not a valid number.': 'Giới hạn dưới của biểu mẫu không phải là số.',
  'Field must have maximum value of {value}.': 'Hãy nhập không quá {value}.',
  'Max validation value is not a valid number.': 'Giới hạn trên của biểu mẫu không phải là số.',
  'Field must have minimum length of {value}.': 'Hãy nhập ít nhất {value} ký tự.',
  'Field must have maximum length of {value}.': 'Hãy nhập nhiều nhất {value} ký tự.',
  'Field must be a valid international phone number. (e.g. +4930664040900)':
    'Hãy nhập số điện thoại, ví dụ 0912 345 678.',
  'Field must be a valid email.': 'Hãy nhập địa chỉ thư điện tử, ví dụ ten@coquan.vn.',
  'Field has characters that cannot be kept.': 'Hãy bỏ các ký tự lạ.',
  'Date must not be in the past.': 'Hãy chọn ngày từ hôm nay trở đi.',
  'Date must not be before {value}.': 'Hãy nhập ngày từ năm {value} trở lại đây.',
  'Minutes must be a multiple of {value}.': 'Hãy chọn phút chia hết cho {value}.',
  "binding path '{value}' is already claimed": 'Hai mục cùng ghi vào “{value}”.',
};

const numbers = new Intl.NumberFormat(vietnamese ? 'vi-VN' : 'en-GB', {
  maximumFractionDigits: 15,
});

// Numbers come as such, as text from form-js, or exact from our own rules; texts stay as they are.
const spoken = (value) => (typeof value === 'string' ? value : numbers.format(String(value)));

export function translate(template, values = {}) {
  const text = vietnamese ? (FORM_WORDS[template] ?? template) : template;
  const told = Object.entries(values).filter(([, value]) => value !== undefined);
  return fill(text, Object.fromEntries(told.map(([name, value]) => [name, spoken(value)])));
}
