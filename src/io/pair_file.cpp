#include "agglo/pair_file.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <vector>

#include "agglo/error.hpp"
#include "core/parallel.hpp"
#include "io/store_file.hpp"
#include "io/write_csv.hpp"

namespace agglo {
namespace {

constexpr std::array<const char*, 5> kNames{"site", "site_id", "site_name", "firm", "firm_id"};

Error not_written(const std::filesystem::path& file, const std::string& reason) {
  return failure("cannot write \"" + file.string() + "\": " + reason,
                 "check that the disk is not full; an earlier file is as it was");
}

std::string ending_of(const std::filesystem::path& file) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return ending;
}

/// The texts of each site and firm are made once.
class CsvPairs {
 public:
  CsvPairs(const std::filesystem::path& name, const std::filesystem::path& file, const PairColumns& columns)
      : name_(name), stream_(file, std::ios::binary) {
    if (!stream_) throw not_written(name_, "the folder cannot be written");
    for (std::size_t s = 0; s < columns.site_id.size(); ++s) {
      std::string text = std::to_string(s) + ',';
      append_csv_cell(text, columns.site_id[s]);
      text += ',';
      append_csv_cell(text, columns.site_name[s]);
      sites_.push_back(text + ',');
    }
    for (std::size_t f = 0; f < columns.firm_id.size(); ++f) {
      std::string text = std::to_string(f) + ',';
      append_csv_cell(text, columns.firm_id[f]);
      firms_.push_back(text + ',');
    }
    std::string head;
    for (const char* column : kNames) head += std::string(column) + ',';
    write(head + columns.amount + "\r\n");
  }

  /// Texts of blocks are made on all threads and written one after the other.
  void add(std::span<const PairFile::Pair> pairs, RunControl& run) {
    constexpr std::size_t kBlock = 1 << 14;
    std::vector<std::string> texts((pairs.size() + kBlock - 1) / kBlock);
    RunControl part(run, run.threads);
    parallel_blocks(pairs.size(), kBlock, part, [&](std::size_t begin, std::size_t end, std::size_t block) {
      for (const PairFile::Pair& pair : pairs.subspan(begin, end - begin)) append(texts[block], pair);
    });
    for (const std::string& text : texts) write(text);
  }

  void close() {
    stream_.close();
    if (!stream_) throw not_written(name_, "the disk is full or cannot be written");
  }

 private:
  void append(std::string& text, const PairFile::Pair& pair) const {
    // Thousandths of a second are told apart in minutes, and centimetres are whole in kilometres.
    constexpr int kDecimals = 5;
    std::array<char, 40> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), pair.amount,
                                   std::chars_format::fixed, kDecimals)
                         .ptr;
    text += sites_[pair.site];
    text += firms_[pair.firm];
    text.append(digits.data(), end);
    text += "\r\n";
  }
  void write(const std::string& text) {
    stream_.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!stream_) throw not_written(name_, "the disk is full or cannot be written");
  }

  const std::filesystem::path& name_;
  std::ofstream stream_;
  std::vector<std::string> sites_, firms_;
};

class GdalPairs {
 public:
  GdalPairs(const std::filesystem::path& name, const std::filesystem::path& file, const PairColumns& columns,
            const char* driver_name)
      : name_(name), columns_(columns) {
    register_gdal();
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_name);
    if (driver == nullptr)
      throw failure("cannot write \"" + name.string() +
                        "\": the GDAL library that is installed has no driver " + driver_name,
                    "write .csv or .gpkg instead");
    dataset_.reset(driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    if (dataset_) layer_ = dataset_->CreateLayer("travel_costs", nullptr, wkbNone, nullptr);
    if (layer_ == nullptr) throw not_written(name_, errors_.message());
    const std::array<OGRFieldType, 5> types{OFTInteger, OFTString, OFTString, OFTInteger, OFTString};
    for (std::size_t i = 0; i < kNames.size(); ++i) add_field(kNames[i], types[i]);
    add_field(columns.amount.c_str(), OFTReal);
    transaction_ = dataset_->TestCapability(ODsCTransactions) && dataset_->StartTransaction(FALSE) == 0;
  }

  void add(const PairFile::Pair& pair) {
    const auto& [site, firm, amount] = pair;
    OGRFeature feature(layer_->GetLayerDefn());
    feature.SetField(0, static_cast<int>(site));
    feature.SetField(1, std::string(columns_.site_id[site]).c_str());
    feature.SetField(2, std::string(columns_.site_name[site]).c_str());
    feature.SetField(3, static_cast<int>(firm));
    feature.SetField(4, std::string(columns_.firm_id[firm]).c_str());
    feature.SetField(5, amount);
    if (layer_->CreateFeature(&feature) != OGRERR_NONE) throw not_written(name_, errors_.message());
  }

  void close() {
    if (transaction_ && dataset_->CommitTransaction() != OGRERR_NONE)
      throw not_written(name_, errors_.message());
    dataset_.reset();
    if (errors_.has_error()) throw not_written(name_, errors_.message());
  }

 private:
  void add_field(const char* field, OGRFieldType type) {
    OGRFieldDefn definition(field, type);
    if (layer_->CreateField(&definition) != OGRERR_NONE) throw not_written(name_, errors_.message());
  }

  const std::filesystem::path& name_;
  const PairColumns& columns_;
  GdalErrorCollector errors_;
  WriteSettings settings_;
  GdalDatasetHandle dataset_;
  OGRLayer* layer_ = nullptr;
  bool transaction_ = false;
};

}  // namespace

struct PairFile::Parts {
  Parts(const std::filesystem::path& file, const PairColumns& its_columns)
      : name(file), columns(its_columns), folder(file) {}
  std::filesystem::path name;
  PairColumns columns;
  PartialFolder folder;
  std::unique_ptr<CsvPairs> csv;  ///< one of the two
  std::unique_ptr<GdalPairs> gdal;
  std::uint64_t rows = 0;
};

PairFile::PairFile(const std::filesystem::path& file, const PairColumns& columns) {
  const std::string ending = ending_of(file);
  if (ending != ".csv" && ending != ".parquet" && ending != ".gpkg")
    throw usage_error(
        "cannot tell the format of \"" + file.string() + "\" from its extension \"" + ending + "\"",
        "use one of .csv, .parquet, .gpkg");
  parts_ = std::make_unique<Parts>(file, columns);
  const std::filesystem::path made = parts_->folder.file();
  if (ending == ".csv")
    parts_->csv = std::make_unique<CsvPairs>(parts_->name, made, parts_->columns);
  else
    parts_->gdal = std::make_unique<GdalPairs>(parts_->name, made, parts_->columns,
                                               ending == ".gpkg" ? "GPKG" : "Parquet");
}
PairFile::~PairFile() = default;

void PairFile::add(std::span<const Pair> pairs, RunControl& run) {
  if (parts_->csv) {
    parts_->csv->add(pairs, run);
  } else {
    constexpr std::size_t kBetweenChecks = 4096;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (i % kBetweenChecks == 0) run.check();
      parts_->gdal->add(pairs[i]);
    }
  }
  parts_->rows += pairs.size();
}

void PairFile::finish() {
  if (parts_->csv)
    parts_->csv->close();
  else
    parts_->gdal->close();
  parts_->folder.move_into_place(true);
}

std::uint64_t PairFile::rows() const {
  return parts_->rows;
}

}  // namespace agglo
