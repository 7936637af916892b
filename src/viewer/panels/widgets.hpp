// Widgets: small pieces that several panels share.
#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

#include "agglo/scene.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/text/numbers.hpp"

namespace agglo::viewer {

ImVec4 im_colour(const Colour& colour);
ImU32 im_packed(const Colour& colour);
/// Begins a fixed panel that fills `area`.
bool begin_panel(const char* name, const Area& area);
void end_panel();
/// Keeps the window that is being drawn within the program's, also when that gets smaller.
void keep_on_screen();
/// Of the window that is being drawn.
Area window_area();
/// Text cut to `width` in its middle: names that begin alike stay apart.
std::string cut_middle(const std::string& text, float width);
/// Bold line above a group.
void heading(const char* text);
/// A paragraph as wide as the panel.
void wrapped_text(const std::string& text);
void faint_text(const State& state, const std::string& text);
/// Pixels at the plain text size, in those of the present one: lines and handles grow with the text.
float at_scale(float pixels);
/// Text cut to `width` with "…".
std::string cut_text(const std::string& text, float width);
/// A bar with its percentage beside it, `width` in all; a negative fraction is not known yet.
void progress_bar(double fraction, float width);
/// What a drag or click does with the selection, by the keys held.
Combine combine_of_keys();
/// Tooltip of the item before, wrapped.
void item_tooltip(const std::string& text);
/// The next button, of this text, goes beside the last item where there is room for it, else below.
void same_line_if_room(const char* button);
/// A swatch as the category looks on the map; a mark lies over its area.
void swatch(const Category& category, const DrawnAs& as, bool off);
/// Whether the numbers of a column count nothing: codes, numbers of things (is_year() tells years). They are
/// not written in groups of digits.
bool reads_as_code(const Column& column);
/// Value of a column for people: rounded numbers, units apart; "–" when missing.
std::string shown_value(const Column& column, std::size_t row);
/// "km2" -> "km²"; empty where there is none, or the name of the column says it.
std::string shown_unit(std::string_view unit);
/// "buffer_m" -> "Buffer", "max_size" -> "Max size"; a fuller name for keys that would tell nobody anything.
std::string readable_key(std::string_view key);
/// "nearest_institution_km" -> "Nearest institution"; the unit is shown apart.
std::string column_title(const Table& table, const Column& column);
/// Whether an import kept this column of its source beside its own with the same value in this row: "src_id"
/// of "id".
bool repeats_another(const Table& table, const Column& column, std::size_t row);
/// A slider of a length on paper, rounded to so many decimals, written with the decimal mark of the language.
bool millimetres(const char* label, float& mm, float least, float most, int decimals = 1);
/// Everything until end_disabled() is greyed out when `off`.
void begin_disabled(bool off);
void end_disabled();

}  // namespace agglo::viewer
