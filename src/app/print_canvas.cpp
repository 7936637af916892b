#include "app/print_canvas.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace agglo {
namespace {

// Of haloes: half of their width is around the letters.
constexpr double kHaloWidth = 0.34;  // of the letters' size
constexpr Colour kHalo{255, 255, 255, 225};

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using LayoutHandle = std::unique_ptr<PangoLayout, Unref>;

/// Takes the rest of a word or number that is cut off `all`: a part of a number reads as another. Long words
/// stay.
void drop_part_of_word(std::string& text, const std::string& all) {
  constexpr std::size_t kLongWord = 16;
  const auto is_blank = [](char c) { return c == ' ' || c == '\n'; };
  const std::size_t blank = text.find_last_of(" \n");
  if (text.size() < all.size() && !is_blank(all[text.size()]) && blank != std::string::npos &&
      text.size() - blank <= kLongWord)
    text.resize(blank);
  while (!text.empty() && (is_blank(text.back()) || text.back() == ',' || text.back() == ';'))
    text.pop_back();
}

/// Pango's own ellipsis is not part of the text, which an SVG needs, so it is put there.
void cut_lines(PangoLayout* layout, int most_lines) {
  if (pango_layout_get_line_count(layout) <= most_lines) return;
  const PangoLayoutLine* last = pango_layout_get_line_readonly(layout, most_lines - 1);
  const std::string all = pango_layout_get_text(layout);
  std::string text = all.substr(0, static_cast<std::size_t>(last->start_index + last->length));
  do {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
    if (!text.empty()) text.pop_back();
    pango_layout_set_text(layout, (text + "\u2026").c_str(), -1);
  } while (!text.empty() && pango_layout_get_line_count(layout) > most_lines);
  drop_part_of_word(text, all);
  pango_layout_set_text(layout, (text + "\u2026").c_str(), -1);
}

LayoutHandle layout_of(const Canvas& canvas, const TextBlock& block) {
  LayoutHandle layout(pango_cairo_create_layout(canvas.cairo));
  // Hints would make line breaks depend on the resolution.
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(pango_layout_get_context(layout.get()), options);
  cairo_font_options_destroy(options);
  // Units are points here: rounding to them would put letters up to half a point beside their place.
  pango_context_set_round_glyph_positions(pango_layout_get_context(layout.get()), FALSE);
  pango_layout_context_changed(layout.get());
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, "Noto Sans");
  pango_font_description_set_absolute_size(
      font, std::round(std::clamp(block.font.size_pt, 0.1, 10'000.0) * PANGO_SCALE));
  if (block.font.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  if (block.font.italic) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  if (block.wrap_pt > 0) {
    pango_layout_set_width(layout.get(), static_cast<int>(std::min(block.wrap_pt, 1e6) * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  } else {
    pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  }
  char* valid = g_utf8_make_valid(block.text.data(), static_cast<gssize>(block.text.size()));
  pango_layout_set_text(layout.get(), valid, -1);
  g_free(valid);
  if (block.wrap_pt > 0 && block.most_lines > 0) cut_lines(layout.get(), block.most_lines);
  return layout;
}

TextSize size_of(PangoLayout* layout) {
  PangoRectangle logical;
  pango_layout_get_extents(layout, nullptr, &logical);
  return {static_cast<double>(logical.width) / PANGO_SCALE,
          static_cast<double>(logical.height) / PANGO_SCALE};
}

void append_svg_line(std::string& svg, PangoLayoutIter* lines, double x, double y, const TextBlock& block) {
  PangoLayout* layout = pango_layout_iter_get_layout(lines);
  PangoLayoutLine* line = pango_layout_iter_get_line_readonly(lines);
  PangoRectangle logical;
  pango_layout_iter_get_line_extents(lines, nullptr, &logical);
  const auto begin = static_cast<std::size_t>(line->start_index);
  std::string text(pango_layout_get_text(layout) + begin, static_cast<std::size_t>(line->length));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (text.empty()) return;
  const double width = static_cast<double>(logical.width) / PANGO_SCALE;
  svg += "<text x=\"" + decimal(x + static_cast<double>(logical.x) / PANGO_SCALE, 2) + "\" y=\"" +
         decimal(y + static_cast<double>(pango_layout_iter_get_baseline(lines)) / PANGO_SCALE, 2) + "\"";
  // The width is fixed so that the page looks the same with another font.
  svg += " textLength=\"" + decimal(width, 2) + "\" lengthAdjust=\"spacingAndGlyphs\" font-size=\"" +
         decimal(block.font.size_pt, 2) + "\"";
  if (block.font.bold) svg += " font-weight=\"bold\"";
  if (block.font.italic) svg += " font-style=\"italic\"";
  static constexpr char kDigits[] = "0123456789abcdef";
  svg += " fill=\"#";
  for (const std::uint8_t part : {block.font.colour.r, block.font.colour.g, block.font.colour.b}) {
    svg += kDigits[part >> 4];
    svg += kDigits[part & 15];
  }
  svg += "\"";
  if (block.halo)
    svg += " stroke=\"#ffffff\" stroke-opacity=\"" + decimal(kHalo.a / 255.0, 2) + "\" stroke-width=\"" +
           decimal(block.font.size_pt * kHaloWidth, 2) +
           "\" stroke-linejoin=\"round\" paint-order=\"stroke\"";
  svg += ">" + xml_escaped(text) + "</text>\n";
}

}  // namespace

TextSize measure_text(const Canvas& canvas, const TextBlock& block) {
  return size_of(layout_of(canvas, block).get());
}

TextSize draw_text(const Canvas& canvas, double x, double y, const TextBlock& block) {
  const LayoutHandle layout = layout_of(canvas, block);
  if (canvas.svg_text) {
    PangoLayoutIter* lines = pango_layout_get_iter(layout.get());
    do {
      append_svg_line(*canvas.svg_text, lines, x, y, block);
    } while (pango_layout_iter_next_line(lines));
    pango_layout_iter_free(lines);
    return size_of(layout.get());
  }
  cairo_t* cairo = canvas.cairo;
  if (block.halo) {
    cairo_move_to(cairo, x, y);
    pango_cairo_layout_path(cairo, layout.get());
    set_colour(cairo, kHalo);
    cairo_set_line_width(cairo, block.font.size_pt * kHaloWidth);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cairo);
  }
  set_colour(cairo, block.font.colour);
  cairo_move_to(cairo, x, y);
  pango_cairo_show_layout(cairo, layout.get());
  cairo_new_path(cairo);
  return size_of(layout.get());
}

void set_colour(cairo_t* cairo, Colour colour, double opacity) {
  cairo_set_source_rgba(cairo, colour.r / 255.0, colour.g / 255.0, colour.b / 255.0,
                        opacity * colour.a / 255.0);
}

std::string xml_escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '&')
      result += "&amp;";
    else if (c == '"')
      result += "&quot;";
    else
      result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string decimal(double value, int digits) {
  char buffer[64];
  const auto written = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits);
  if (written.ec != std::errc()) return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
  std::string text(buffer, written.ptr);
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

}  // namespace agglo
