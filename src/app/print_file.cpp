// Draws a sheet in the format of the file's name and moves the finished file into place.
#include "app/print_file.hpp"

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <system_error>

namespace agglo {
namespace {

struct SurfaceCloser {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using SurfaceHandle = std::unique_ptr<cairo_surface_t, SurfaceCloser>;
struct CairoCloser {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};
using CairoHandle = std::unique_ptr<cairo_t, CairoCloser>;

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

void check_status(cairo_status_t status, const std::filesystem::path& file) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw failure("\"" + file.string() + "\" could not be drawn: " + cairo_status_to_string(status),
                  status == CAIRO_STATUS_NO_MEMORY ? "lower the dpi" : "");
}

void check_dpi(const Sheet& sheet, double dpi) {
  if (!(dpi >= 30 && dpi <= 4800))
    throw usage_error("the resolution is " + decimal(dpi, 2) + " dpi",
                      "give 30 to 4800 dpi; 200 to 300 suit a printer");
  const double longest = std::max(sheet.width_pt, sheet.height_pt) / 72;
  if (longest * dpi > kMostPixels)
    throw usage_error(
        "an image of this page at " + decimal(dpi, 2) + " dpi would be wider or higher than 32,767 pixels",
        "give at most " + decimal(std::floor(kMostPixels / longest), 0) + " dpi, or print a PDF");
}

std::uint32_t crc32_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0);
  }
  return ~crc;
}

/// Cairo writes no resolution; without one, programs place the picture at screen size. Added as a pHYs chunk
/// (PNG specification, 11.3.5.3) behind the header, which always takes the first 33 bytes.
void add_resolution(std::string& png, double dpi) {
  const auto big_endian = [](std::uint32_t value) {
    return std::string{static_cast<char>(value >> 24), static_cast<char>(value >> 16),
                       static_cast<char>(value >> 8), static_cast<char>(value)};
  };
  const auto per_metre = static_cast<std::uint32_t>(std::lround(dpi / 0.0254));
  const std::string body = "pHYs" + big_endian(per_metre) + big_endian(per_metre) + '\1';
  png.insert(33, big_endian(9) + body + big_endian(crc32_of(body)));
}

using Drawing = std::function<void(const Canvas&)>;

std::string draw_png(const SheetFile& target, const Drawing& draw) {
  const auto width = static_cast<int>(std::lround(target.sheet.width_pt / 72 * target.dpi));
  const auto height = static_cast<int>(std::lround(target.sheet.height_pt / 72 * target.dpi));
  const SurfaceHandle surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  check_status(cairo_surface_status(surface.get()), target.file);
  const CairoHandle cairo(cairo_create(surface.get()));
  cairo_scale(cairo.get(), width / target.sheet.width_pt, height / target.sheet.height_pt);
  draw({cairo.get(), target.dpi, false, nullptr});
  check_status(cairo_status(cairo.get()), target.file);
  std::string bytes;
  check_status(cairo_surface_write_to_png_stream(surface.get(), append_bytes, &bytes), target.file);
  add_resolution(bytes, target.dpi);
  return bytes;
}

std::string draw_pdf(const SheetFile& target, const Drawing& draw) {
  std::string bytes;
  const SurfaceHandle surface(cairo_pdf_surface_create_for_stream(append_bytes, &bytes, target.sheet.width_pt,
                                                                  target.sheet.height_pt));
  // The printed date, not the clock: the same page gives the same bytes.
  const std::string date = (target.date.empty() ? "1970-01-01" : target.date) + "T00:00:00Z";
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
  if (!target.title.empty())
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, target.title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "agglo " AGGLO_VERSION);
  const CairoHandle cairo(cairo_create(surface.get()));
  draw({cairo.get(), target.dpi, true, nullptr});
  cairo_show_page(cairo.get());
  check_status(cairo_status(cairo.get()), target.file);
  cairo_surface_finish(surface.get());
  check_status(cairo_surface_status(surface.get()), target.file);
  return bytes;
}

/// Cairo numbers images and surfaces through the life of the program; numbered by first use, the same page
/// gives the same bytes. Names stand behind id=" or #, which embedded images (base64) cannot contain.
std::string with_stable_ids(const std::string& svg) {
  std::map<std::string, std::size_t> numbers;
  std::string result;
  result.reserve(svg.size());
  std::size_t at = 0;
  const auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  while (at < svg.size()) {
    const std::size_t hash = svg.find('#', at), id = svg.find("id=\"", at);
    const std::size_t found = std::min(hash, id);
    if (found == std::string::npos) break;
    const std::size_t begin = found + (found == hash ? 1 : 4);
    std::size_t name_end = begin, end = begin;
    while (name_end < svg.size() && is_name(svg[name_end])) ++name_end;
    for (end = name_end; end < svg.size() && is_digit(svg[end]);) ++end;
    result.append(svg, at, name_end - at);
    if (name_end - begin >= 4 && end > name_end) {
      const std::size_t number =
          numbers.emplace(svg.substr(begin, end - begin), numbers.size() + 1).first->second;
      result += std::to_string(number);
    } else {
      result.append(svg, name_end, end - name_end);
    }
    at = end;
  }
  return result + svg.substr(std::min(at, svg.size()));
}

std::string draw_svg(const SheetFile& target, const Drawing& draw) {
  std::string bytes, text;
  const SurfaceHandle surface(cairo_svg_surface_create_for_stream(append_bytes, &bytes, target.sheet.width_pt,
                                                                  target.sheet.height_pt));
  cairo_svg_surface_set_document_unit(surface.get(), CAIRO_SVG_UNIT_PT);
  const CairoHandle cairo(cairo_create(surface.get()));
  draw({cairo.get(), target.dpi, true, &text});
  cairo_show_page(cairo.get());
  check_status(cairo_status(cairo.get()), target.file);
  cairo_surface_finish(surface.get());
  check_status(cairo_surface_status(surface.get()), target.file);
  bytes = with_stable_ids(bytes);
  const std::size_t end = bytes.rfind("</svg>");
  if (end == std::string::npos) throw failure("\"" + target.file.string() + "\" could not be drawn as SVG");
  bytes.insert(end,
               "<g id=\"text\" font-family=\"'Noto Sans', 'DejaVu Sans', sans-serif\">\n" + text + "</g>\n");
  return bytes;
}

using DrawFunction = std::string (*)(const SheetFile&, const Drawing&);

DrawFunction function_for(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  if (extension == ".pdf") return draw_pdf;
  if (extension == ".svg") return draw_svg;
  if (extension == ".png") return draw_png;
  throw usage_error("a page cannot be written as \"" + file.filename().string() + "\"",
                    "end the file's name in .pdf, .svg or .png");
}

/// Removes a half-written file when something goes wrong before it is moved into place.
struct Beside {
  std::filesystem::path path;
  bool moved = false;
  ~Beside() {
    std::error_code ignored;
    if (!moved) std::filesystem::remove(path, ignored);
  }
};

}  // namespace

void write_sheet(const SheetFile& target, const std::function<void(const Canvas&)>& draw,
                 const std::function<void(const std::filesystem::path&)>& finish_pdf, RunControl& run) {
  const DrawFunction function = function_for(target.file);
  check_dpi(target.sheet, target.dpi);
  if (std::filesystem::is_directory(target.file))
    throw failure("\"" + target.file.string() + "\" is a folder", "name a file");
  Beside beside{target.file};
  beside.path += ".part";
  // Opened before the work is done, so that a place that cannot be written is told at once.
  std::ofstream stream(beside.path, std::ios::binary | std::ios::trunc);
  if (!stream) {
    beside.moved = true;
    throw failure("\"" + target.file.string() + "\" cannot be written",
                  "check that its folder exists and may be written to");
  }
  const std::string bytes = function(target, draw);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream)
    throw failure("\"" + target.file.string() + "\" could not be written completely", "check the free space");
  if (function == draw_pdf && finish_pdf) finish_pdf(beside.path);
  run.check();
  std::error_code error;
  std::filesystem::rename(beside.path, target.file, error);
  if (error) throw failure("\"" + target.file.string() + "\" could not be written: " + error.message());
  beside.moved = true;
}

}  // namespace agglo
