// From tables, as stored, to the typed columns that analyses read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/firms.hpp"
#include "agglo/places.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

/// Which firms an analysis looks at; the rest keep their rows but lose place and sector, so that nothing
/// counts them.
struct FirmFilter {
  std::string sectors;    ///< as sectors_named() reads them; empty = all
  std::string active_on;  ///< yyyy-mm-dd: born on or before and not closed by then; empty = all
  std::string where;      ///< a where-expression about the columns of the register; empty = all
};

/// Columns as import writes them; absent ones are missing throughout. Shapes other than points are taken at
/// the centre of their box, which is the narrower of the two ways round the Earth. Throws Error{usage} when
/// the table has no geometry.
Establishments establishments_from(const Table& table, const Frame& frame);
/// The sectors of a list separated by ';', each named by its code, its title or both; none for an empty list.
/// Throws Error{usage} naming one that no firm has.
std::vector<SectorId> sectors_named(const Establishments& firms, std::string_view list);
/// Takes away the place of firms that the filter leaves out; returns how many remain with a place. `table`
/// has the rows of `firms`. Throws Error{usage} for what is wrong in the filter.
std::size_t apply_filter(Establishments& firms, const FirmFilter& filter, const Table& table,
                         RunControl& run);

Institutions institutions_from(const Table& table, const Frame& frame);
/// Error{usage} in a geocentric frame: zones need one plane.
Zones zones_from(const Table& table, const Frame& frame);

/// All rows' shapes in the metres of the frame.
Shapes shapes_in_metres(const Shapes& shapes, const Frame& frame);

/// The items of a list separated by ';', without the blanks around them; empty items are left out.
std::vector<std::string> list_items(std::string_view text);

/// A text column, or empty strings when absent.
StringColumn text_column(const Table& table, std::string_view name);

/// yyyy-mm-dd, or Error{usage} naming the option.
Day parse_day_option(std::string_view flag, std::string_view text);

}  // namespace agglo
