#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

enum {
    MOST_DIRECTORY = 16 * 1024 * 1024,  ///< libzip holds about three times as much
    TAIL = 65535 + 22 + 20,             ///< where the end of a directory may begin
    MOST_RATIO = 300,                   ///< sheets unpack to 5 to 60 times their size, at most; deflate can do 1,032
    NO_RATIO_BELOW = 16 * 1024 * 1024,
};

static uint64_t little_endian(const unsigned char *bytes, int count) {
    uint64_t value = 0;
    while (count-- > 0) value = value << 8 | bytes[count];
    return value;
}

static size_t read_at(int descriptor, void *buffer, size_t count, uint64_t offset) {
    size_t done = 0;
    while (done < count) {
        ssize_t got = pread(descriptor, (char *)buffer + done, count - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        done += (size_t)got;
    }
    return done;
}

/// The largest directory that the file's end names, in any of the records that libzip may take for the true one.
static uint64_t directory_size(int descriptor, uint64_t file_size) {
    size_t count = file_size < TAIL ? (size_t)file_size : TAIL;
    unsigned char *tail = malloc(count + 1);
    if (!tail) return UINT64_MAX;
    count = read_at(descriptor, tail, count, file_size - count);
    uint64_t largest = 0;
    for (size_t i = 0; i + 22 <= count; i++) {
        if (tail[i] != 'P' || tail[i + 1] != 'K') continue;
        uint64_t size = 0;
        if (memcmp(tail + i, "PK\5\6", 4) == 0) {
            // libzip allocates by the number of entries too.
            size = little_endian(tail + i + 12, 4);
            uint64_t entries = little_endian(tail + i + 10, 2) * 46;
            if (size == UINT32_MAX) size = 0;
            if (entries > size) size = entries;
        } else if (memcmp(tail + i, "PK\6\7", 4) == 0) {
            unsigned char record[56];
            uint64_t at = little_endian(tail + i + 8, 8);
            if (at < file_size && read_at(descriptor, record, sizeof record, at) == sizeof record) {
                size = little_endian(record + 40, 8);
                uint64_t entries = little_endian(record + 32, 8);
                if (entries > MOST_DIRECTORY / 46) size = UINT64_MAX;
            }
        }
        if (size > largest) largest = size;
    }
    free(tail);
    return largest;
}

bool cx_open_archive(cx_archive *archive, int descriptor, cxlsx_fault *fault) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        fault->code = CXLSX_NOT_AN_ARCHIVE;
        snprintf(fault->text, sizeof fault->text, "%s", strerror(errno));
        return false;
    }
    archive->file_size = status.st_size > 0 ? (uint64_t)status.st_size : 0;
    uint64_t directory = directory_size(descriptor, archive->file_size);
    if (directory > MOST_DIRECTORY) {
        fault->code = CXLSX_TOO_MANY_PARTS;
        return false;
    }
    int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 3), code = 0;
    // The archive closes it, if there is one.
    archive->zip = own < 0 ? NULL : cx.zip_fdopen(own, 0, &code);
    if (!archive->zip) {
        if (own >= 0) close(own);
        zip_error_t error;
        cx.zip_error_init_with_code(&error, code);
        fault->code = CXLSX_NOT_AN_ARCHIVE;
        snprintf(fault->text, sizeof fault->text, "%s", cx.zip_error_strerror(&error));
        cx.zip_error_fini(&error);
        return false;
    }
    archive->held = (size_t)directory * 3 + 64 * 1024;
    return true;
}

void cx_close_archive(cx_archive *archive) {
    if (archive->zip) cx.zip_discard(archive->zip);
    archive->zip = NULL;
}

static zip_int64_t locate(const cx_archive *archive, const char *name) {
    zip_int64_t index = cx.zip_name_locate(archive->zip, name, 0);
    if (index < 0) index = cx.zip_name_locate(archive->zip, name, ZIP_FL_NOCASE);
    if (index >= 0 || !strchr(name, '/')) return index;
    // Some programs write the names of parts as Windows writes paths.
    char other[160];
    size_t length = strlen(name);
    if (length >= sizeof other) return -1;
    for (size_t i = 0; i <= length; i++) other[i] = name[i] == '/' ? '\\' : name[i];
    return cx.zip_name_locate(archive->zip, other, ZIP_FL_NOCASE);
}

bool cx_has_part(const cx_archive *archive, const char *name) { return locate(archive, name) >= 0; }

static bool refuse(cx_part *part, cxlsx_fault *fault, cxlsx_fault_code code, const char *text) {
    if (fault->code != CXLSX_NO_FAULT) return false;
    fault->code = code;
    snprintf(fault->part, sizeof fault->part, "%s", part->name);
    snprintf(fault->text, sizeof fault->text, "%s", text);
    return false;
}

bool cx_open_part(const cx_archive *archive, cx_part *part, const char *name, uint64_t limit, cxlsx_fault *fault) {
    *part = (cx_part){.limit = limit};
    snprintf(part->name, sizeof part->name, "%s", name);
    zip_int64_t index = locate(archive, name);
    if (index < 0) return refuse(part, fault, CXLSX_NO_PART, "");
    zip_stat_t status;
    cx.zip_stat_init(&status);
    if (cx.zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &status) != 0)
        return refuse(part, fault, CXLSX_PART_DAMAGED, cx.zip_strerror(archive->zip));
    if (status.valid & ZIP_STAT_ENCRYPTION_METHOD && status.encryption_method != ZIP_EM_NONE)
        return refuse(part, fault, CXLSX_PART_ENCRYPTED, "");
    if (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE)
        return refuse(part, fault, CXLSX_PART_METHOD, "");
    if (status.size > limit) return refuse(part, fault, CXLSX_PART_TOO_LARGE, "");
    part->packed = status.comp_size < archive->file_size ? status.comp_size : archive->file_size;
    part->file = cx.zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
    if (!part->file) return refuse(part, fault, CXLSX_PART_DAMAGED, cx.zip_strerror(archive->zip));
    return true;
}

void cx_close_part(cx_part *part) {
    if (part->file) cx.zip_fclose(part->file);
    part->file = NULL;
}

long cx_read_part(cx_part *part, void *buffer, size_t count, cxlsx_fault *fault) {
    zip_int64_t got = cx.zip_fread(part->file, buffer, count);
    if (got < 0) return refuse(part, fault, CXLSX_PART_DAMAGED, cx.zip_file_strerror(part->file)) - 1;
    part->unpacked += (uint64_t)got;
    if (part->unpacked > part->limit) return refuse(part, fault, CXLSX_PART_TOO_LARGE, "") - 1;
    if (part->unpacked > NO_RATIO_BELOW && part->unpacked / MOST_RATIO > part->packed)
        return refuse(part, fault, CXLSX_PART_BOMB, "") - 1;
    return (long)got;
}

static bool holds(const unsigned char *bytes, size_t count, const char *name) {
    unsigned char wide[64];
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++) {
        wide[2 * i] = (unsigned char)name[i];
        wide[2 * i + 1] = 0;
    }
    return memmem(bytes, count, wide, 2 * length) != NULL;
}

/// Old Office files name their streams in a directory, which tells a workbook from one that is encrypted.
static cxlsx_kind kind_of_compound(int descriptor, const unsigned char *head) {
    unsigned shift = (unsigned)little_endian(head + 30, 2);
    uint64_t sector = little_endian(head + 48, 4);
    if (shift < 7 || shift > 16) return CXLSX_OLE;
    unsigned char directory[8192];
    size_t count = read_at(descriptor, directory, sizeof directory, (sector + 1) << shift);
    if (holds(directory, count, "EncryptedPackage") || holds(directory, count, "EncryptionInfo"))
        return CXLSX_ENCRYPTED;
    if (holds(directory, count, "Workbook") || holds(directory, count, "Book")) return CXLSX_OLD_EXCEL;
    return CXLSX_OLE;
}

cxlsx_kind cxlsx_kind_of(int descriptor) {
    unsigned char head[512] = {0};
    ssize_t got = pread(descriptor, head, sizeof head, 0);
    if (got < 0) return CXLSX_UNREADABLE;
    size_t count = (size_t)got;
    if (count == 0) return CXLSX_EMPTY;
    if (count >= 4 && memcmp(head, "PK\3\4", 4) == 0) return CXLSX_ARCHIVE;
    if (count >= 8 && memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
        return count == sizeof head ? kind_of_compound(descriptor, head) : CXLSX_OLE;
    size_t at = count >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < count && memchr(" \t\r\n", head[at], 4)) at++;
    // The first record of Excel 2 to 5, before compound files.
    bool is_old = count >= 2 && head[0] == 9 && (head[1] == 0 || head[1] == 2 || head[1] == 4 || head[1] == 8);
    if (is_old) return CXLSX_OLD_EXCEL;
    return at < count && head[at] == '<' ? CXLSX_MARKUP : CXLSX_OTHER;
}
