// PairFile: a long table of pairs of sites and firms, written as it is found.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "agglo/run_control.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// What the columns of a pair are: row and identifier of the site, its name, row and identifier of the firm,
/// and the amount ("minutes"). Rows count from 0.
struct PairColumns {
  const StringColumn &site_id, &site_name, &firm_id;
  std::string amount;
};

/// The file appears, or replaces the one that was there, when finish() is called; without it nothing remains.
class PairFile {
 public:
  /// By its ending .csv (written by agglo), .parquet or .gpkg (by GDAL, when it has a driver for it).
  /// `columns` must outlive it. Error{usage} for another ending, Error{failure} when it cannot be written.
  PairFile(const std::filesystem::path& file, const PairColumns& columns);
  ~PairFile();

  struct Pair {
    std::uint32_t site, firm;
    double amount;
  };
  /// Adds pairs in their order. Texts are made on all threads; looks often whether the run was asked to stop.
  void add(std::span<const Pair> pairs, RunControl& run);
  void finish();
  std::uint64_t rows() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace agglo
