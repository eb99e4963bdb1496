const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const QUOTED = '"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"';
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}(?:[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|${QUOTED}))*$`);

/** Whether a text is a media type, with or without parameters (RFC 9110, 8.3.1): `text/csv; charset=utf-8`. */
export const isMediaType = (text: string): boolean => MEDIA_TYPE.test(text);
