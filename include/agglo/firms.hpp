// Establishments: one row per place of business, as flat columns, with coordinates in metres.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agglo/frame.hpp"
#include "agglo/table.hpp"

namespace agglo {

using SectorId = std::int32_t;
inline constexpr SectorId kUnknownSector = -1;

/// All columns have the same length. Immutable once built; read from any thread.
struct Establishments {
  Frame frame;
  /// Metres: in the projection or plane (z_m empty), or Earth-centred (geocentric frame, three columns).
  /// NaN in all when the place is unknown, never 0,0.
  std::vector<double> x_m, y_m, z_m;
  std::vector<double> lon_deg, lat_deg;   ///< empty in a plane frame
  std::vector<float> jobs_lo, jobs_hi;    ///< NaN unknown; equal when exact; hi = infinity when open-ended
  std::vector<SectorId> sector;           ///< index into sector_names, or kUnknownSector
  std::vector<std::string> sector_names;  ///< by first appearance; code and title when the data have both
  std::vector<Day> born, closed;          ///< kUnknownDay when missing
  StringColumn id, name;

  std::size_t size() const { return x_m.size(); }
  bool located(std::size_t row) const;  ///< has coordinates
  /// Mid-point of the jobs interval; the lower end when open-ended; NaN when unknown.
  double jobs_mid(std::size_t row) const;
  void validate() const;
};

}  // namespace agglo
