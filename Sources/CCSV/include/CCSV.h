/// CSV natively: finds the records of a file, pushes them as Lua tables, copies them, and counts what they hold.
///
/// Nothing here raises a Lua error, so that Swift may call all of it; a function that pushes runs where Lua's allocator
/// does not refuse (`clua_vm.host`).
#ifndef CCSV_H
#define CCSV_H

#include "ccsv_copy.h"
#include "ccsv_dialect.h"
#include "ccsv_profile.h"
#include "ccsv_reader.h"
#include "ccsv_rows.h"
#include "ccsv_write.h"

#endif
