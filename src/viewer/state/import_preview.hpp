// Import preview: the columns of the file that the import form names, to choose from.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "agglo/import.hpp"

namespace agglo::viewer {

class Jobs;
struct State;

/// What a preview depends on, as the form has it.
struct ImportWanted {
  std::string file, as, layer, profile, crs;
  bool operator==(const ImportWanted&) const = default;
};
struct ImportPreview {
  ImportWanted asked;
  std::uint64_t job = 0;                     ///< that reads it; 0 = none
  std::shared_ptr<const FilePreview> found;  ///< of `asked`; null while it is read or could not be
  std::string problem;                       ///< why there is none
};

/// Where an import takes a field from.
struct ImportColumn {
  enum class How { none, automatic, chosen, left_out };
  std::string column;  ///< as the file names it; empty for none and left_out
  How how = How::none;
  bool is_missing = false;  ///< chosen, but the file has no such column
};

/// Called after every action: reads the file of the import form anew when the form was changed.
void refresh_import_preview(State& state, Jobs& jobs);
/// Fields and columns as --map has them in the form; empty for a text that is none.
std::map<std::string, std::string> chosen_columns(const State& state);
/// What the import would take for the field, with the columns chosen in the form. `automatic_only`: without
/// the choice made for this field.
ImportColumn import_column(const State& state, const std::string& field, bool automatic_only = false);
/// The fields of the role in the form, those of the place last.
std::vector<std::string> import_fields_of_form(const State& state);
bool is_place_field(std::string_view field);
/// Whether file and choices say where the rows are.
bool import_has_place(const State& state);

}  // namespace agglo::viewer
