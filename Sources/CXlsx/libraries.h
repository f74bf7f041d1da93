/// The functions of libzip and expat, found when the first workbook is opened: a start does not pay for them.
#ifndef CXLSX_LIBRARIES_H
#define CXLSX_LIBRARIES_H

#include <expat.h>
#include <locale.h>
#include <stdbool.h>
#include <zip.h>

#define CXLSX_ZIP_FUNCTIONS(f)                                                                             \
    f(zip_fdopen) f(zip_discard) f(zip_error_init_with_code) f(zip_error_strerror) f(zip_error_fini)       \
    f(zip_name_locate) f(zip_stat_index) f(zip_stat_init) f(zip_fopen_index) f(zip_fread) f(zip_fclose)    \
    f(zip_strerror) f(zip_file_strerror)
#define CXLSX_XML_FUNCTIONS(f)                                                                             \
    f(XML_ParserCreate_MM) f(XML_ParserFree) f(XML_SetUserData) f(XML_SetElementHandler)                   \
    f(XML_SetCharacterDataHandler) f(XML_SetStartDoctypeDeclHandler) f(XML_GetBuffer) f(XML_ParseBuffer)   \
    f(XML_ResumeParser) f(XML_StopParser) f(XML_GetErrorCode) f(XML_ErrorString) f(XML_GetCurrentLineNumber)
#define CXLSX_DECLARE(name) __typeof__(name) *name;

typedef struct cx_libraries {
    CXLSX_ZIP_FUNCTIONS(CXLSX_DECLARE)
    CXLSX_XML_FUNCTIONS(CXLSX_DECLARE)
    locale_t plain;  ///< the C locale, whatever the process's is
} cx_libraries;

extern cx_libraries cx;

#endif
