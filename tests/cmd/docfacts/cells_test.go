//go:build all

package main

import (
	"regexp"
	"strings"
)

var (
	endpoint  = regexp.MustCompile(`^(HTTP)(/open-api\S*token)(POST|PUT)(Basic)(application/json)(application/json)$`)
	headerRow = regexp.MustCompile(`^(Authorization|X-Request-Id|Content-Type)((?:Basic|Bearer) base64\([^)]*\)|application/[a-z-]+|)(.*)$`)
	fieldRow  = regexp.MustCompile(`^(data)?((?:accessToken|[a-z]\w*?))(-)?(是|否)?(String|Integer|Boolean|Object|string|array|object)(是|否)?([^A-Za-z].*|access_token.*)$`)
	spacedRow = regexp.MustCompile(`^([a-z]\w*) (String|Integer)(?: (是|否))?(?: (-))?(?: (.*))?$`)
	bigCode   = regexp.MustCompile(`^(\d{8})([A-Za-z ]+?)(client_id .*|[\p{Han}].*)$`)
	codeRow   = regexp.MustCompile(`^(\d{1,5}|COMMON\.\w+) (\p{Han}.*)$`)
	trailing  = regexp.MustCompile(`^(.*\p{Han})([\w.]+)$`)
	heads     = map[string][]string{
		"网络协议请求地址请求方法鉴权方式请求格式响应格式": {"网络协议", "请求地址", "请求方法", "鉴权方式", "请求格式", "响应格式"},
		"参数名称描述":                {"参数名称", "", "描述"},
		"参数名称子字段类型描述":           {"参数名称", "子字段", "类型", "描述"},
		"错误码错误信息错误描述":           {"错误码", "错误信息", "错误描述"},
		"参数 是否必选 参数类型 描述":       {"参数", "是否必选", "参数类型", "描述"},
		"参数 参数类型 描述":            {"参数", "参数类型", "描述"},
		"名称 类型 必填 描述 示例":        {"名称", "类型", "必填", "描述", "示例"},
		"名称 类型 描述 示例":           {"名称", "类型", "描述", "示例"},
		"错误码 说明":                {"错误码", "说明"},
		"字段 类型 必传 范围 描述":        {"字段", "类型", "必传", "范围", "描述"},
		"字段 类型 描述":              {"字段", "类型", "描述"},
		"error_codedescription": {"error_code", "description"},
	}
)

// cells splits a row of a page's tables as a person would, or returns nil.
func cells(line string) []string {
	line = strings.TrimSpace(line)
	if head, ok := heads[line]; ok {
		return head
	}
	if m := endpoint.FindStringSubmatch(line); m != nil {
		return m[1:]
	}
	if m := headerRow.FindStringSubmatch(line); m != nil && !strings.Contains(line, ":") || m != nil && strings.Contains(line, "base64(") {
		return m[1:]
	}
	if m := fieldRow.FindStringSubmatch(line); m != nil && !strings.Contains(line, " = ") {
		if m[6] == "是" && strings.HasPrefix(m[7], "否") { // "whether", and no mark
			m[6], m[7] = "", m[6]+m[7]
		}
		row := []string{m[1] + m[2], m[3] + m[4], m[5], m[6], m[7]}
		if m[1] != "" {
			row = []string{m[1], m[2], m[5], m[7]}
		}
		if e := trailing.FindStringSubmatch(row[len(row)-1]); e != nil && strings.Contains(line, "string") {
			row = append(row[:len(row)-1], e[1], e[2])
		}
		return row
	}
	if m := spacedRow.FindStringSubmatch(line); m != nil {
		return m[1:]
	}
	if m := bigCode.FindStringSubmatch(line); m != nil {
		return m[1:]
	}
	if m := codeRow.FindStringSubmatch(line); m != nil {
		return m[1:]
	}
	return nil
}

func filled(row []string) []string {
	var kept []string
	for _, c := range row {
		if c != "" {
			kept = append(kept, c)
		}
	}
	return kept
}

// inCells writes the tables of a page in another form.
func inCells(page string, write func([]string) string) string {
	lines := strings.Split(page, "\n")
	for i, line := range lines {
		if row := cells(line); row != nil {
			lines[i] = write(row)
		}
	}
	changed := strings.Join(lines, "\n")
	if changed == page { // no row to write otherwise: the codes are one cell a line
		changed = tall.ReplaceAllString(page, "$1 $2")
	}
	return changed
}

var tall = regexp.MustCompile(`(?m)^(\d{8})\n(.+)$`)
