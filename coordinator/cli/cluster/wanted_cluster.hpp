// What `up` is to make of its flags, the file and what is there: which cluster, where, by which
// document.
#pragma once

#include <string>
#include <vector>

#include "common/document/document.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/cluster/options.hpp"

namespace ballast::cli {

struct WantedPlace {
    std::string name;
    ClusterFolder folder;
};

// The file of --file, read and checked. Errors: invalid with code
// INVALID_DOCUMENT (all problems, one a line), not_found, io.
Result<document::Document> read_document_file(const std::filesystem::path& file);

// Name: --name, the file's, the one in --dir, $BALLAST_CLUSTER, the only cluster there is, "demo".
// Folder: --dir, where the index has the name, the name's default place. `from_file` is null
// without --file. Errors: invalid, refused (the folder holds another cluster), io.
Result<WantedPlace> choose_place(const UpOptions& options, const document::Document* from_file,
                                 const ClusterIndex& index);

struct WantedDocument {
    document::Document document;
    std::vector<std::string> notes;  // flags that contradict the file, for people
};

// The base (file, else the cluster's own document, else the defaults) with the flags applied,
// checked as a whole. Errors: invalid.
Result<WantedDocument> apply_flags(const UpOptions& options, const std::string& name,
                                   const document::Document& base);

// Errors: refused where the folder holds things that are not a cluster's.
Result<void> check_new_folder(const ClusterFolder& folder);

}  // namespace ballast::cli
