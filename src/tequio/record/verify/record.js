const checkRecord = () => { throw new Unusable("no_record", { file: "zip" }); };
