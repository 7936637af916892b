#include "agglo/point_file.hpp"

#include <bit>
#include <cmath>
#include <cstring>

#include "core/parallel.hpp"
#include "io/import_source.hpp"
#include "io/point_columns.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 1 << 16;

std::string lower_extension(const fs::path& file) {
  std::string extension = file.extension().string();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

enum class FileKind { raw, text, ogr };
FileKind kind_of(const fs::path& file) {
  const std::string extension = lower_extension(file);
  if (extension == ".f64") return FileKind::raw;
  if (extension == ".csv" || extension == ".tsv" || extension == ".tab" || extension == ".txt")
    return FileKind::text;
  if (extension == ".gz" || extension == ".zip")
    throw usage_error("\"" + file.string() + "\" is packed, and cannot be read in parts",
                      "unpack it first, or leave out --labels-only");
  return FileKind::ogr;
}

std::uint64_t raw_rows(const fs::path& file) {
  constexpr std::uint64_t kPair = 2 * sizeof(double);
  std::error_code code;
  const std::uint64_t bytes = fs::file_size(file, code);
  if (code) throw failure("cannot read \"" + file.string() + "\": " + code.message(), "check the path");
  if (bytes % kPair != 0)
    throw failure("\"" + file.string() + "\" has '" + std::to_string(bytes) +
                      "' bytes, which is no whole number of pairs of float64",
                  "a .f64 file holds x, y, x, y ... with 8 bytes each");
  return bytes / kPair;
}

/// What was doubtful, as sentences; a negative weight ends the run.
void report_doubts(PointColumns::Impl& columns, const PointFileOptions& options, const Ranks& ranks) {
  Words mine{columns.x.all().size()};
  for (const DoubtfulRows& doubt : columns.doubts) mine.insert(mine.end(), {doubt.rows, doubt.first});
  Doubts sums;
  std::uint64_t before = 0;
  for (const Words& words : ranks.gather(mine)) {
    for (std::size_t i = 0; i < kDoubts; ++i) sums[i].add({words[1 + 2 * i], words[2 + 2 * i]}, before);
    before += words[0];
  }
  constexpr std::array<const char*, kDoubts> kMeaning{
      "have coordinates that are no numbers; they have no place",
      "have no coordinates",
      "have the coordinates 0, 0; they have no place",
      "have coordinates outside the range of their CRS, or over 1e9 m on a plane; they have no place",
      "have no known weight; they count 0",
      "have a negative weight"};
  for (std::size_t i = 0; i < kDoubts; ++i) {
    if (sums[i].rows == 0) continue;
    const std::string first = std::to_string(sums[i].first + 1);
    if (i == static_cast<std::size_t>(Doubt::negative_weight))
      throw failure("--weight " + options.weight + ": row " + first + " has a negative weight",
                    "weights are counts or amounts of at least 0; correct the column or choose another");
    columns.notes.push_back(std::to_string(sums[i].rows) + " rows " + kMeaning[i] + " (the first: row " +
                            first + ").");
  }
}

}  // namespace

PointColumns::PointColumns(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PointColumns::~PointColumns() = default;
PointColumns::PointColumns(PointColumns&&) noexcept = default;

PointView PointColumns::view() const {
  return {impl_->x.all(), impl_->y.all(), impl_->z.all(), impl_->weight.all()};
}
std::uint64_t PointColumns::rows() const {
  return impl_->x.all().size();
}
const Frame& PointColumns::frame() const {
  return impl_->frame;
}
const std::vector<std::string>& PointColumns::notes() const {
  return impl_->notes;
}

PointFileSize point_file_size(const fs::path& file, const PointFileOptions& options) {
  switch (kind_of(file)) {
    case FileKind::raw:
      return {raw_rows(file), true};
    case FileKind::text:
      return {csv_point_count(file), false};
    case FileKind::ogr:
      break;
  }
  return {ogr_point_count(file, options), true};
}

PointSource read_raw_points(const fs::path& file, const PointFileOptions& options, const Ranks& ranks,
                            PointColumns::Impl& columns, RunControl& run) {
  static_assert(std::endian::native == std::endian::little, "a .f64 file is little-endian");
  if (!options.weight.empty())
    throw usage_error("--weight " + options.weight + ": a .f64 file has no columns but x and y",
                      "use a CSV file");
  const std::uint64_t rows = raw_rows(file);
  const std::uint64_t begin = rows * ranks.rank / ranks.size, end = rows * (ranks.rank + 1) / ranks.size;
  const MappedFile mapped(file);
  const std::span<double> x = columns.x.extend(end - begin), y = columns.y.extend(end - begin);
  run.begin("reading points", end - begin);
  parallel_blocks(end - begin, kBlock, run, [&](std::size_t first, std::size_t last, std::size_t) {
    const char* bytes = mapped.bytes().data() + 2 * sizeof(double) * begin;
    for (std::size_t row = first; row < last; ++row) {
      double pair[2];
      std::memcpy(pair, bytes + row * sizeof pair, sizeof pair);
      x[row] = pair[0];
      y[row] = pair[1];
    }
    mapped.forget((begin + first) * 2 * sizeof(double), (begin + last) * 2 * sizeof(double));
  });
  PointSource source;
  source.x_name = "x";
  source.y_name = "y";
  return source;
}

PointColumns read_points(const fs::path& file, const PointFileOptions& options, const Ranks& ranks,
                         RunControl& run) {
  register_gdal();
  auto columns = std::make_unique<PointColumns::Impl>(options.spool_folder);
  const FileKind kind = kind_of(file);
  const auto read = kind == FileKind::raw    ? read_raw_points
                    : kind == FileKind::text ? read_csv_points
                                             : read_ogr_points;
  PointSource source = read(file, options, ranks, *columns, run);
  // A raw file is on a plane of its own unless told otherwise.
  PointFileOptions meant = options;
  if (kind == FileKind::raw && meant.crs.empty()) meant.crs = "planar";
  place_points(file, meant, std::move(source), ranks, *columns, run);
  report_doubts(*columns, options, ranks);
  return PointColumns(std::move(columns));
}

}  // namespace agglo
