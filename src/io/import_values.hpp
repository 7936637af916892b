// The values of agglo's fields from the cells of the source.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "import_fields.hpp"

namespace agglo {

/// [lo, hi] of jobs; hi is infinity when open-ended.
struct JobBand {
  double lo, hi;
  bool operator==(const JobBand&) const = default;
};

/// "12", "1-9", "10 to 19", "250+", "250 or more", "0 a 5 personas", ">250" (251 and more), "<5" (0 to 4),
/// "up to 5". Words of people and of comparison are known in English, Spanish, French, German, Italian and
/// Portuguese; any other word, a negative number or lo > hi gives nothing. `decimal` is the column's decimal
/// sign.
std::optional<JobBand> parse_job_band(std::string_view cell, char decimal);

/// The profile that the options name, or one without entries. Throws Error{usage} when it is for another
/// role.
Profile profile_for(const ImportOptions& options);

/// The decimal sign of a whole text file. Where only cells like 45.123 occur, a point is a decimal point;
/// cells like 45,123 are decimals unless commas also part the columns.
char decimal_of_file(const SourceTable& table, const Profile& profile, RunControl& run);

/// The canonical columns of the role (import.hpp), in order. Cells that cannot be read are missing and
/// flagged. `file_decimal` decides where a column does not tell its decimal sign. `located` has one entry per
/// row.
std::vector<Column> canonical_columns(const FieldSources& sources, const SourceTable& table, Role role,
                                      const Profile& profile, char file_decimal,
                                      const std::vector<bool>& located, FlagCounter& flags, RunControl& run);

}  // namespace agglo
